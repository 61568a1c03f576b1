// A process of its own that changes pods of a filled cluster, so that its work is nobody else's: prints a line once it has begun,
// and runs until it is told to end.
//   tsx scripts/cluster/churn.ts ETCD_URL CHANGES_A_SECOND
import { etcdClient } from './etcd.ts';
import { churn } from './fill.ts';

const [url, rate] = process.argv.slice(2);
if (url === undefined || !(Number(rate) > 0)) throw new Error('usage: churn.ts ETCD_URL CHANGES_A_SECOND');
await churn(etcdClient(url), Number(rate));
console.log(`${rate} changes a second`);
