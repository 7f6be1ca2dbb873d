from django.db import migrations, models

SAYS = ("kind", "minimum_emission", "source", "is_advice", "exempts_new_energy", "includes_small_non_operating")
GONE = (*SAYS[1:], "text_zh", "text_en")


def say(apps, _editor):
    """What each rule says becomes one column, without its city and days; the policies of a country are few thousand."""
    for row in apps.get_model("transfers", "Policy").objects.iterator():
        row.says = {name: getattr(row, name) for name in SAYS} | {"text": {"zh": row.text_zh, "en": row.text_en}}
        row.kind = "policy"
        row.save(update_fields=["says", "kind"])


class Migration(migrations.Migration):
    """Cities' rules go to the package policies under a new name: what one says is a record of its kind."""

    dependencies = [("transfers", "0014_to_dossiers")]

    operations = [
        migrations.AddField("policy", "says", models.JSONField(default=dict)),
        migrations.AlterField("policy", "kind", models.CharField(max_length=20)),
        migrations.RunPython(say),
        migrations.RemoveIndex("policy", "policy_by_prefecture"),
        migrations.RenameField("policy", "prefecture", "place"),
        *(migrations.RemoveField("policy", one) for one in GONE),
        migrations.AlterField("policy", "says", models.JSONField()),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("policy", "policies_policy")],
            state_operations=[migrations.DeleteModel("policy")],
        ),
    ]
