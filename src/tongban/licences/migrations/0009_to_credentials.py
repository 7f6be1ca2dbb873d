import django.db.models.deletion
from django.db import migrations, models

MOVED = ("Credential", "Device", "RetiredPlace", "StatusList")
OF_HOLDINGS = ("citizen_id", "region", "stage", "entitlement", "entitlement_list", "entitlement_index", "issued_at")
OF_HOLDINGS += ("changed_at", "due_on")


def holding(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=f"{name}s", to="credentials.holding"
    )


class Migration(migrations.Migration):
    """Four tables go to the package credentials under new names, no row is copied; two lose what stands there now."""

    dependencies = [("licences", "0008_phones_of_holdings")]

    operations = [
        migrations.RemoveField("device", "vehicle_licence"),
        migrations.RemoveField("credential", "vehicle_licence"),
        migrations.AlterField("device", "holding", holding("device")),
        migrations.AlterField("credential", "holding", holding("credential")),
        migrations.AddConstraint(
            "device",
            models.UniqueConstraint(
                fields=["holding"], condition=models.Q(withdrawn_at=None), name="one_phone_a_holding"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(one, f"credentials_{one.lower()}") for one in MOVED],
            state_operations=[migrations.DeleteModel(one) for one in MOVED],
        ),
        migrations.RemoveConstraint("licence", "one_live_licence_a_driver"),
        migrations.RemoveConstraint("licence", "one_entitlement_index"),
        migrations.RemoveIndex("licence", "entitled_not"),
        migrations.RemoveIndex("licence", "licences_li_issued__8fb40b_idx"),
        migrations.RemoveIndex("licence", "licence_by_driver"),
        migrations.RemoveIndex("licence", "licence_due"),
        migrations.RemoveConstraint("vehiclelicence", "one_live_licence_a_vehicle"),
        migrations.RemoveConstraint("vehiclelicence", "one_vehicle_index"),
        migrations.RemoveIndex("vehiclelicence", "vehicle_entitled_not"),
        migrations.RemoveIndex("vehiclelicence", "licence_by_vehicle"),
        migrations.RemoveIndex("vehiclelicence", "vehicle_licence_due"),
        *(migrations.RemoveField("licence", one) for one in ("driver_id", "locked_at", *OF_HOLDINGS)),
        *(migrations.RemoveField("vehiclelicence", one) for one in ("vehicle_id", *OF_HOLDINGS)),
        migrations.AlterField(
            "licence", "id", models.UUIDField(editable=False, primary_key=True, serialize=False)
        ),
        migrations.AlterField(
            "vehiclelicence", "id", models.UUIDField(editable=False, primary_key=True, serialize=False)
        ),
    ]
