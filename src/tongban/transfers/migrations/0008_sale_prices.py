"""The market price of a car (UC-20) comes from what cars of its like were registered for; former cases count too."""

from django.db import migrations, models


def note_former_sales(apps, schema_editor):
    alias = schema_editor.connection.alias
    transfers = apps.get_model("transfers", "Transfer").objects.using(alias)
    vehicles = apps.get_model("registers", "Vehicle").objects.using(alias)
    prices = apps.get_model("transfers", "SalePrice")
    done = transfers.filter(ground="sale", stage__in=["issued", "closed"], decided_at__isnull=False)
    for row in done.only("id", "vehicle_id", "deal", "decided_at").iterator(chunk_size=500):
        vehicle = vehicles.filter(pk=row.vehicle_id).only("model", "registered_on").first()
        if vehicle is None or not vehicle.model or not row.deal.get("price_fen"):
            continue
        prices.objects.using(alias).create(
            transfer_id=row.id,
            model=vehicle.model,
            registered_year=vehicle.registered_on.year,
            price_fen=row.deal["price_fen"],
            on=row.decided_at.date(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0005_imports_by_encoding"),
        ("transfers", "0007_wrong_codes_by_guesser"),
    ]

    operations = [
        migrations.CreateModel(
            name="SalePrice",
            fields=[
                ("transfer_id", models.UUIDField(primary_key=True, serialize=False)),
                ("model", models.CharField(max_length=60)),
                ("registered_year", models.PositiveSmallIntegerField()),
                ("price_fen", models.BigIntegerField()),
                ("on", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["model", "registered_year", "-on"], name="sale_price_of_the_like")
                ]
            },
        ),
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["agent_id"], name="transfer_by_agent")
        ),
        migrations.RunPython(note_former_sales, migrations.RunPython.noop),
    ]
