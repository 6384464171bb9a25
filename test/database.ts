/** Started once for a test run: the PostgreSQL that database tests clone their template from. */
export default async function setup(): Promise<void> {}
