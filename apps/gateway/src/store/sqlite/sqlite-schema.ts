/**
 * How the file came to be what it is: one step per version, applied in order, never changed once released. The columns of
 * `requests` are those of `LedgerRow` (a test holds the two together).
 */
export const sqliteSchema: readonly string[] = [
  `
  CREATE TABLE requests (
    id TEXT PRIMARY KEY NOT NULL,
    request_id TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    route TEXT NOT NULL,
    key_name TEXT,
    model TEXT NOT NULL,
    experiment TEXT NOT NULL,
    unit TEXT NOT NULL,
    exposure INTEGER NOT NULL,
    forced INTEGER NOT NULL,
    variant TEXT NOT NULL,
    control TEXT,
    replica TEXT,
    attempts INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    streamed INTEGER NOT NULL,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    reasoning_tokens INTEGER,
    cached_tokens INTEGER,
    tokens_source TEXT,
    aborted_tokens INTEGER,
    discarded_tokens INTEGER,
    method TEXT,
    method_source TEXT,
    prefills REAL,
    steps REAL,
    step_tokens REAL,
    drafts REAL,
    draft_tokens REAL,
    accepted_tokens REAL,
    ttft_seconds REAL,
    decode_seconds REAL,
    duration_seconds REAL NOT NULL,
    queue_seconds REAL,
    cost_nanos INTEGER,
    shipped INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX requests_by_time ON requests (received_at_ms);
  CREATE INDEX requests_by_key ON requests (key_name, received_at_ms) WHERE key_name IS NOT NULL;
  CREATE INDEX requests_unshipped ON requests (received_at_ms) WHERE shipped = 0;
  `,
  `
  CREATE TABLE api_keys (
    name TEXT PRIMARY KEY NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    previous_hash TEXT,
    previous_until_ms INTEGER,
    role TEXT,
    grants TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
  ) STRICT;
  `,
  `
  ALTER TABLE requests ADD COLUMN run TEXT;
  ALTER TABLE requests ADD COLUMN concurrency INTEGER;
  ALTER TABLE requests ADD COLUMN prompt_class TEXT;
  ALTER TABLE requests ADD COLUMN accepted_by_position TEXT;
  ALTER TABLE requests ADD COLUMN gpus INTEGER;
  ALTER TABLE requests ADD COLUMN gpu_seconds REAL;
  ALTER TABLE requests ADD COLUMN wasted_gpu_seconds REAL;
  `,
  `
  CREATE TABLE key_events (
    seq INTEGER PRIMARY KEY NOT NULL,
    at_ms INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    action TEXT NOT NULL,
    key_name TEXT NOT NULL,
    why TEXT NOT NULL,
    request TEXT UNIQUE,
    details TEXT NOT NULL
  ) STRICT;
  `,
];
