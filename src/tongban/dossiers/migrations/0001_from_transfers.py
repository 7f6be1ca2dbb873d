import uuid

from django.apps import apps
from django.db import migrations, models

MOVED = [
    migrations.CreateModel(
        name='Custody',
        fields=[
            ('subject_id', models.UUIDField(primary_key=True, serialize=False)),
            ('office', models.CharField(max_length=12)),
            ('since', models.DateTimeField()),
            ('moves', models.PositiveIntegerField(default=0)),
        ],
        options={
            'indexes': [models.Index(fields=['office'], name='custody_by_office')],
            'constraints': [models.CheckConstraint(condition=models.Q(('office', ''), _negated=True), name='custody_one_office')],
        },
    ),
    migrations.CreateModel(
        name='FileMove',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('subject_id', models.UUIDField()),
            ('sequence', models.PositiveIntegerField()),
            ('matter_id', models.UUIDField()),
            ('from_office', models.CharField(max_length=12)),
            ('to_office', models.CharField(max_length=12)),
            ('is_back', models.BooleanField(default=False)),
            ('manifest', models.BinaryField()),
            ('manifest_digest', models.CharField(max_length=64)),
            ('seal', models.TextField()),
            ('sent_at', models.DateTimeField()),
            ('sent_by', models.CharField(max_length=60)),
            ('sent_entry', models.UUIDField()),
            ('received_at', models.DateTimeField(null=True)),
            ('received_entry', models.UUIDField(null=True)),
            ('voided_at', models.DateTimeField(null=True)),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('subject_id', 'sequence'), name='one_file_move_a_place'), models.UniqueConstraint(condition=models.Q(('received_at', None), ('voided_at', None)), fields=('subject_id',), name='one_file_on_its_way_a_vehicle'), models.CheckConstraint(condition=models.Q(('from_office', models.F('to_office')), _negated=True), name='file_moves_elsewhere'), models.CheckConstraint(condition=models.Q(models.Q(('received_at', None), ('received_entry', None)), models.Q(('received_at__isnull', False), ('received_entry__isnull', False)), _connector='OR'), name='file_received_with_its_entry')],
        },
    ),
    migrations.CreateModel(
        name='FilePage',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('subject_id', models.UUIDField()),
            ('item', models.CharField(max_length=30)),
            ('number', models.PositiveSmallIntegerField()),
            ('digest', models.CharField(max_length=64)),
            ('media_type', models.CharField(max_length=40)),
            ('size', models.PositiveIntegerField()),
            ('origin', models.CharField(max_length=12)),
            ('signer', models.CharField(max_length=60)),
            ('added_at', models.DateTimeField()),
            ('replaced_at', models.DateTimeField(null=True)),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('subject_id', 'item', 'number'), name='one_live_page_a_place')],
        },
    ),
    migrations.CreateModel(
        name='PageReturn',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('matter_id', models.UUIDField()),
            ('item', models.CharField(max_length=30)),
            ('number', models.PositiveSmallIntegerField()),
            ('code', models.CharField(max_length=2)),
            ('text', models.CharField(blank=True, max_length=200)),
            ('by', models.UUIDField()),
            ('at', models.DateTimeField()),
            ('repaired_at', models.DateTimeField(null=True)),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('repaired_at', None)), fields=('matter_id', 'item', 'number'), name='one_open_return_a_page')],
        },
    ),
]
CAME = apps.is_installed("tongban.transfers")
BY_MATTER = {"filemove": "file_move_by_matter", "pagereturn": "page_return_by_matter"}


class Migration(migrations.Migration):
    """The tables are there: transfers/0014 renamed them. Their keys to transfers are gone, and the indexes with them. A
    house without the transfers makes them."""

    initial = True
    dependencies = [("transfers", "0014_to_dossiers")] if CAME else []

    operations = [
        migrations.SeparateDatabaseAndState(database_operations=[] if CAME else MOVED, state_operations=MOVED),
        *(
            migrations.AddIndex(table, models.Index(fields=["matter_id"], name=name))
            for table, name in BY_MATTER.items()
        ),
    ]
