import { createHash } from "node:crypto";
import { type Columns, quoted } from "./columns.ts";

/** Where the bookkeeping of all migrations lies, in each database that takes part. */
export const SCHEMA = "maestro_migration";

export function outboxTable(id: string, side: string): string {
  return `${SCHEMA}.${quoted(`${id}_${side}_outbox`)}`;
}

/** What a transaction that follows sets `maestro.follow` to, so that the side's trigger lets its writes pass. */
export function followMark(id: string, side: string): string {
  return `${id}:${side}`;
}

/** A lock of 63 bits for a migration and a purpose. */
export function lockKey(id: string, purpose: string): string {
  return String(createHash("sha256").update(`maestro ${id} ${purpose}`).digest().readBigInt64BE() >> 1n);
}

/** Tables of the bookkeeping. Two processes that make them at once take turns. */
export const BOOKKEEPING = `
  SELECT pg_advisory_xact_lock(${lockKey("", "bookkeeping")});
  CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.control (
    migration text NOT NULL,
    side text NOT NULL,
    accepts boolean NOT NULL,
    PRIMARY KEY (migration, side)
  );
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.progress (
    migration text PRIMARY KEY,
    epoch text NOT NULL,
    after text[],
    backfilled boolean NOT NULL DEFAULT false,
    copied bigint NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.quarantine (
    migration text NOT NULL,
    side text NOT NULL,
    key text[] NOT NULL,
    code text NOT NULL,
    field text,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration, side, key)
  );
`;

/**
 * Captures writes on one side: a row trigger puts the key into the outbox, in the writer's own transaction, whoever the
 * writer is: all may add a key, which costs a look at the record and no more (a function with its owner's rights and a
 * search path of its own costs each write a tenth). What the relay writes itself carries a mark and passes. TRUNCATE names no rows, so it is refused.
 */
export function captureStatements(id: string, columns: Columns): string {
  const { side, table } = columns;
  const outbox = outboxTable(id, side);
  const capture = `${SCHEMA}.${quoted(`${id}_${side}_capture`)}`;
  const sequence = `${SCHEMA}.${quoted(`${id}_${side}_outbox_seq_seq`)}`;
  const refuse = `${SCHEMA}.${quoted(`${id}_${side}_truncate`)}`;
  const oldKey = columns.keyTexts("OLD.");
  const newKey = columns.keyTexts("NEW.");
  return `
    CREATE TABLE IF NOT EXISTS ${outbox} (
      seq bigserial PRIMARY KEY,
      key text[] NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    GRANT USAGE ON SCHEMA ${SCHEMA} TO PUBLIC;
    GRANT INSERT ON ${outbox} TO PUBLIC;
    GRANT USAGE ON SEQUENCE ${sequence} TO PUBLIC;
    CREATE OR REPLACE FUNCTION ${capture}() RETURNS trigger LANGUAGE plpgsql AS $capture$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        INSERT INTO ${outbox} (key) VALUES (${oldKey});
      ELSE
        INSERT INTO ${outbox} (key) VALUES (${newKey});
        IF TG_OP = 'UPDATE' AND ${oldKey} IS DISTINCT FROM ${newKey} THEN
          INSERT INTO ${outbox} (key) VALUES (${oldKey});
        END IF;
      END IF;
      RETURN NULL;
    END $capture$;
    CREATE OR REPLACE FUNCTION ${refuse}() RETURNS trigger LANGUAGE plpgsql AS $refuse$
    BEGIN
      RAISE EXCEPTION 'table ${table.replaceAll("'", "''")} takes part in migration ${id}: TRUNCATE cannot be followed, use DELETE';
    END $refuse$;
    CREATE OR REPLACE TRIGGER ${quoted(`maestro_${id}_capture`)} AFTER INSERT OR UPDATE OR DELETE ON ${table}
      FOR EACH ROW WHEN (current_setting('maestro.follow', true) IS DISTINCT FROM '${followMark(id, side)}')
      EXECUTE FUNCTION ${capture}();
    CREATE OR REPLACE TRIGGER ${quoted(`maestro_${id}_truncate`)} BEFORE TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION ${refuse}();
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${quoted(`maestro_${id}_capture`)};
  `;
}

export function releaseStatements(id: string, columns: Columns): string {
  const { side, table } = columns;
  return `
    DROP TRIGGER IF EXISTS ${quoted(`maestro_${id}_capture`)} ON ${table};
    DROP TRIGGER IF EXISTS ${quoted(`maestro_${id}_truncate`)} ON ${table};
    DROP FUNCTION IF EXISTS ${SCHEMA}.${quoted(`${id}_${side}_capture`)}();
    DROP FUNCTION IF EXISTS ${SCHEMA}.${quoted(`${id}_${side}_truncate`)}();
    DROP TABLE IF EXISTS ${outboxTable(id, side)};
  `;
}
