/** Tables of rollouts. `IF NOT EXISTS`: they lie in the file of the ledger, whose own steps know nothing of them. */
export const rolloutSchema = `
  CREATE TABLE IF NOT EXISTS rollouts (
    name TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    run_ms REAL NOT NULL,
    report TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS rollout_events (
    rollout TEXT NOT NULL,
    revision INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (rollout, revision)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS rollout_samples (
    rollout TEXT NOT NULL,
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    part TEXT NOT NULL,
    body TEXT NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (rollout, run, epoch, gateway, part)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS rollout_samples_changed ON rollout_samples (rollout, run, changed);
  CREATE TABLE IF NOT EXISTS rollout_deliveries (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    webhook TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_ms REAL NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS rollout_deliveries_webhook ON rollout_deliveries (webhook, place);
  CREATE TABLE IF NOT EXISTS rollout_lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT NOT NULL,
    until_ms REAL NOT NULL
  ) STRICT;
`;
