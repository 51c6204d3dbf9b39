"""What a real channel brings: owners, edits, updates that are no messages, reactions and photos out"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bots", sa.Column("claim_hash", sa.String(), nullable=True))
    op.add_column("messages", sa.Column("edited_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_messages_external", "messages", ["chat_id", "external_id"])
    op.create_table(
        "owners",
        sa.Column("bot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bot_id"], ["bots.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bot_id", "person_id"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id", "edited_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revisions_message_id", "revisions", ["message_id"])
    op.create_index("ix_revisions_person_id", "revisions", ["person_id"])
    # Nothing points at the two queues, so that rebuilding them (SQLite's only way) cascades to nowhere.
    keep_ids = {"sqlite_autoincrement": True}
    with op.batch_alter_table("inbox", table_kwargs=keep_ids) as inbox:
        inbox.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="message"))
        inbox.alter_column("message_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("inbox", table_kwargs=keep_ids) as inbox:
        inbox.alter_column("kind", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("outbox", table_kwargs=keep_ids) as outbox:
        outbox.alter_column("message_id", existing_type=sa.Integer(), nullable=True)
        outbox.add_column(sa.Column("target_id", sa.Integer(), nullable=True))
        outbox.add_column(sa.Column("media", sa.Text(), nullable=True))
        outbox.create_foreign_key("fk_outbox_target", "messages", ["target_id"], ["id"], ondelete="CASCADE")
