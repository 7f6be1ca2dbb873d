"""Days of issues that are over are counted once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0003_list_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedOn',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('province', models.CharField(max_length=2)),
                ('issued', models.PositiveIntegerField()),
                ('subjects', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'day', 'province'), name='issued_once_a_day_and_province')],
            },
        ),
    ]
