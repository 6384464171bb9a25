import type { Pool } from '../../src/db/pool.ts'

/**
 * Floor B: the documents of a run in a fixed minimal schema (primary keys only: invoice, lines, voucher, postings, open
 * item), written by PostgreSQL alone, so that a slow schema cannot excuse itself.
 */
export async function minimalSchema(pool: Pool, runId: string): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query(`drop schema if exists floor_b cascade; create schema floor_b`)
    await client.query(`
      create table floor_b.invoices (id uuid primary key, number bigint not null, reference text not null, party_id uuid not null, issued_on date not null, due_on date not null,
        currency text not null, net bigint not null, vat bigint not null, gross bigint not null);
      create table floor_b.lines (invoice_id uuid, line_no integer, name text not null, quantity numeric not null, unit_price numeric not null, net bigint not null, vat_percent numeric,
        primary key (invoice_id, line_no));
      create table floor_b.vouchers (id uuid primary key, number bigint not null, posted_on date not null, text text not null);
      create table floor_b.postings (voucher_id uuid, line_no integer, account text not null, amount bigint not null, primary key (voucher_id, line_no));
      create table floor_b.items (id uuid primary key, party_id uuid not null, amount bigint not null, open bigint not null, due_on date not null);
      create table floor_b.s_invoices as select id, number, reference, party_id, issued_on, due_on, currency::text, amount_net, amount_vat, amount_gross from invoices where run_id = '${runId}';
      create table floor_b.s_lines as select invoice_id, line_no, name, quantity, unit_price, amount_net, vat_percent from invoice_lines where invoice_id in (select id from floor_b.s_invoices);
      create table floor_b.s_vouchers as select id, number, posted_on, text from vouchers where run_id = '${runId}';
      create table floor_b.s_postings as select voucher_id, line_no, account, base_amount from postings where voucher_id in (select id from floor_b.s_vouchers);
      create table floor_b.s_items as select id, party_id, amount, amount_open, due_on from open_items where invoice_id in (select id from floor_b.s_invoices);
      checkpoint`)
    const start = process.hrtime.bigint()
    await client.query(`begin;
      insert into floor_b.invoices select * from floor_b.s_invoices; insert into floor_b.lines select * from floor_b.s_lines; insert into floor_b.vouchers select * from floor_b.s_vouchers;
      insert into floor_b.postings select * from floor_b.s_postings; insert into floor_b.items select * from floor_b.s_items;
      commit`)
    const taken = Number(process.hrtime.bigint() - start) / 1e9
    await client.query(`drop schema floor_b cascade`)
    return taken
  } finally {
    client.release()
  }
}
