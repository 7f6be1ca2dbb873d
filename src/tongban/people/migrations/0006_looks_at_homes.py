"""An officer's look at a home is one for each place; what registers tell stays one for each kind."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0005_sealed_for_one_row")]

    operations = [
        migrations.RemoveConstraint(model_name="home", name="one_home_of_a_kind"),
        migrations.AddConstraint(
            model_name="home",
            constraint=models.UniqueConstraint(
                fields=["citizen", "kind"], condition=~Q(kind="seen"), name="one_home_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="home",
            constraint=models.UniqueConstraint(
                fields=["citizen", "region"], condition=Q(kind="seen"), name="one_look_at_a_home"
            ),
        ),
    ]
