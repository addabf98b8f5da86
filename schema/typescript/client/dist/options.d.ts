import type { Position } from "./schema.js";
/** When to connect again. Delays are drawn evenly from 0 to a bound that doubles ("full jitter"), until a connection has lasted 5 s. */
export interface ReconnectOptions {
    /** Bound of the first delay in milliseconds. Default 500. */
    minDelayMs?: number | undefined;
    /** Greatest bound in milliseconds. Default 30,000. */
    maxDelayMs?: number | undefined;
}
/** How much may wait while there is no connection. */
export interface QueueOptions {
    /** Greatest number of calls. Default 1,000. */
    maxCalls?: number | undefined;
    /** Greatest number of bytes of all of them; a single call may have more. Default 1 MiB. */
    maxBytes?: number | undefined;
}
/** What the client needs of a WebSocket; that of browsers and that of `ws` fit. */
export interface WebSocketLike {
    /** The subprotocol that the server selected. */
    readonly protocol: string;
    /** Bytes that were not yet handed to the network. */
    readonly bufferedAmount: number;
    /** Called when the socket is open. */
    onopen: ((event: never) => unknown) | null;
    /** Called with each message. */
    onmessage: ((event: never) => unknown) | null;
    /** Called when the socket is closed. */
    onclose: ((event: never) => unknown) | null;
    /** Called when the socket fails; a close follows. */
    onerror: ((event: never) => unknown) | null;
    /** Sends a text message. */
    send(data: string): void;
    /** Begins to close the socket. */
    close(code?: number, reason?: string): void;
}
/** Makes a socket. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;
/** What {@link createClient} takes. */
export interface ClientOptions {
    /** Address of the gateway, such as `wss://prep.example.org/ws`. */
    url: string;
    /**
     * A token (JWT), or a function that gets one. The function is asked before
     * each try to connect and before the token expires; a string is renewed by
     * the gateway (session.renew) as long as it does that.
     */
    token: string | (() => string | Promise<string>);
    /** What the user calls this device, such as "phone"; at most 64 characters. */
    device?: string | undefined;
    /**
     * How far each topic has been read, by its name; the client goes on from
     * there and keeps it up to date. Default: from the first connection on. Keep it
     * where this code may be stopped at any moment and started anew, as a service
     * worker is.
     */
    positions?: Map<string, Position> | undefined;
    /** When to connect again. */
    reconnect?: ReconnectOptions | undefined;
    /**
     * Milliseconds between two calls of system.ping, which find out a dead
     * connection: it is given up when nothing at all comes within half of that.
     * Default 20,000, which also keeps the service worker of an extension awake;
     * 0 sends none.
     */
    heartbeat?: number | undefined;
    /** How much may wait while there is no connection. */
    queue?: QueueOptions | undefined;
    /** Milliseconds that a call waits for its reply unless it says otherwise. Default 70,000: the gateway ends each of its calls within 60,000. */
    timeoutMs?: number | undefined;
    /**
     * Hears what the client does: "call" with the name of a method that is
     * sent, "malformed" with a message that is none. It is never told a token or
     * what a call carries. Changes of the state come to `subscribe`.
     */
    debug?: ((what: "call" | "malformed", detail: unknown) => void) | undefined;
    /** Makes sockets. Default: the global `WebSocket`; Node before 22 needs that of the package `ws`. */
    WebSocket?: WebSocketConstructor | undefined;
    /** False waits with connecting until the first call or `connect()`. Default true. */
    connect?: boolean | undefined;
}
