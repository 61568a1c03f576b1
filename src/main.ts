/** Entry of the bundle. Placeholder until the command line stands. */
export async function main(): Promise<void> {}
