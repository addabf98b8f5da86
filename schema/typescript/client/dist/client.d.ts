import type { ClientOptions } from "./options.js";
import type { Client } from "./types.js";
/**
 * Makes a client, which connects at once, stays connected and resumes after
 * each break until `close()`. Calls made meanwhile wait.
 *
 * It does not throw: a wrong address, a refused token or a server that speaks
 * another protocol shows in `getSnapshot()`, and calls reject with "closed".
 */
export declare function createClient(options: ClientOptions): Client;
