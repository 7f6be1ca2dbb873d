import hashlib
import json

import django.db.models.deletion
from django.db import migrations, models

from tongban.journal.keyfield import KeyField

CHUNK = 2000


def leaf_of(tag, at, commitment):
    return f'{{"at":"{at}","commitment":"{commitment}","tag":"{tag}","v":1}}'.encode()


def body_of(tag, at, by, about, said):
    return f'{{"about":{about},"at":"{at}","by":"{by}","details":{said},"tag":"{tag}"}}'


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def carry(apps, editor):
    """Each entry as it is written now; what could not be made again byte for byte stops the migration."""
    model = lambda name: apps.get_model("journal", name)  # noqa: E731
    Entry, Details, About, Place, Waiting = map(model, ("Entry", "Details", "About", "Place", "Waiting"))
    last = 0
    while rows := list(model("EntryBefore").objects.filter(number__gt=last).order_by("number")[:CHUNK]):
        last = rows[-1].number
        told = {row.entry_id: row for row in model("DetailsBefore").objects.filter(entry_id__in=[r.number for r in rows])}
        entries, details, places, waiting = [], [], [], []
        for row in rows:
            leaf = bytes(row.leaf)
            shown = json.loads(leaf)
            tag, at, commitment = row.tag, shown["at"], shown["commitment"]
            if leaf != leaf_of(tag, at, commitment) or not same_moment(row.at, at):
                stop(row)
            entries.append(
                Entry(number=row.number, id=row.id, tag=tag, at=row.at, commitment=bytes.fromhex(commitment))
            )
            if row.index is None:
                hashed = hashlib.sha256(b"\0" + leaf).digest()
                waiting.append(Waiting(transaction=row.transaction, entry_id=row.number, leaf_hash=hashed))
            else:
                places.append(Place(index=row.index, entry_id=row.number))
            kept = told.get(row.number)
            if kept is not None:
                body = json.loads(kept.body)
                whom, said = canonical(body["about"]), canonical(body["details"])
                if kept.body != body_of(tag, at, kept.by, whom, said):
                    stop(row)
                details.append(
                    Details(entry_id=row.number, salt=bytes(kept.salt), by=kept.by, about=whom, said=said)
                )
        links = model("AboutBefore").objects.filter(entry_id__in=[row.number for row in rows])
        about = [About(key=link.key, entry_id=link.entry_id) for link in links]
        for made in (entries, details, about, places, waiting):
            if made:
                type(made[0]).objects.bulk_create(made, batch_size=500)
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('journal_entry', 'number'), greatest(max(number), 1),"
                " max(number) IS NOT NULL) FROM journal_entry"
            )


def same_moment(at, text):
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z" == text


def stop(row):
    raise RuntimeError(
        f"entry {row.number} of the journal is not what 0.2.0 wrote: nothing was changed; run its verify_journal first"
    )


def make_links(apps, editor):
    """On SQLite the rows stand in the index of their key alone."""
    if editor.connection.vendor == "sqlite":
        editor.execute(
            'CREATE TABLE "journal_about" ("key" BLOB NOT NULL, "entry_id" bigint NOT NULL,'
            ' PRIMARY KEY ("key", "entry_id")) WITHOUT ROWID'
        )
    else:
        editor.create_model(apps.get_model("journal", "About"))


def settle(_apps, editor):
    """What is rewritten again and again keeps room beside itself, and the queue is swept often; days are found by range."""
    if editor.connection.vendor != "postgresql":
        return
    for table in ("journal_log", "journal_tile"):
        editor.execute(f"ALTER TABLE {table} SET (fillfactor = 50)")
    editor.execute(
        "ALTER TABLE journal_waiting SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)"
    )
    editor.execute("CREATE INDEX journal_entry_days ON journal_entry USING brin (at)")


LINKS = migrations.CreateModel(
    name="About",
    fields=[
        (
            "pk",
            models.CompositePrimaryKey(
                "key", "entry_id", blank=True, editable=False, primary_key=True, serialize=False
            ),
        ),
        ("key", KeyField()),
        (
            "entry",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="about",
                to="journal.entry",
            ),
        ),
    ],
)


class MadeLinks(migrations.SeparateDatabaseAndState):
    """CreateModel whose table `make_links` makes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        make_links(to_state.apps, schema_editor)


class Migration(migrations.Migration):
    """Entries are written once: places and what waits stand in tables of their own, leaves are made from entries."""

    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RenameModel("Entry", "EntryBefore"),
        migrations.RenameModel("Details", "DetailsBefore"),
        migrations.RenameModel("About", "AboutBefore"),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(editable=False)),
                ("tag", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("commitment", models.BinaryField()),
            ],
            options={"indexes": [models.Index(fields=["id"], name="journal_entry_by_id")]},
        ),
        migrations.CreateModel(
            name="Details",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="details",
                        serialize=False,
                        to="journal.entry",
                    ),
                ),
                ("salt", models.BinaryField()),
                ("by", KeyField()),
                ("about", models.TextField()),
                ("said", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["by", "entry"], name="journal_details_by")]},
        ),
        MadeLinks(state_operations=[LINKS]),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "transaction", "entry_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("transaction", models.BigIntegerField()),
                ("leaf_hash", models.BinaryField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waits",
                        to="journal.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place",
                        to="journal.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(index__gte=0), name="journal_place_not_negative")
                ]
            },
        ),
        migrations.AddField("log", "held_since", models.DateTimeField(null=True)),
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.DeleteModel("AboutBefore"),
        migrations.DeleteModel("DetailsBefore"),
        migrations.DeleteModel("EntryBefore"),
        migrations.DeleteModel("Bundle"),
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]
