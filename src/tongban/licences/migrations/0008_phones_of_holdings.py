import django.db.models.deletion
from django.db import migrations, models

OF_VEHICLES = "UPDATE licences_{} SET holding_id = vehicle_licence_id WHERE holding_id IS NULL"


def turned(name):
    """A column that pointed at driving licences points at holdings, whose ids are the same; then the vehicles' join it."""
    holding = models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=f"{name}s", to="credentials.holding"
    )
    return [
        migrations.RenameField(name, "licence", "holding"),
        migrations.AlterField(name, "holding", holding),
        migrations.RunSQL(OF_VEHICLES.format(name), migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    """Phones and issued credentials belong to a holding, whatever its kind."""

    dependencies = [("credentials", "0001_holdings"), ("licences", "0007_decisions_of")]

    operations = [
        migrations.RemoveConstraint("device", "device_of_one_licence"),
        migrations.RemoveConstraint("device", "one_phone_a_licence"),
        migrations.RemoveConstraint("device", "one_phone_a_vehicle_licence"),
        migrations.RemoveConstraint("credential", "credential_of_one_licence"),
        *turned("device"),
        *turned("credential"),
    ]
