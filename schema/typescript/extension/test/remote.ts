import type { CDPSession } from "playwright-core";

interface Reply {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** A page that Playwright does not list: the side panel of a browser's window. */
export class Remote {
  private next = 1;
  private readonly waiting = new Map<number, (reply: Reply) => void>();

  private constructor(
    private readonly browser: CDPSession,
    private readonly sessionId: string,
  ) {
    browser.on("Target.receivedMessageFromTarget", ({ message }) => {
      const reply = JSON.parse(message) as Reply;
      this.waiting.get(reply.id ?? 0)?.(reply);
    });
  }

  /** Waits for a page with this address. */
  static async find(browser: CDPSession, url: string): Promise<Remote> {
    const created = new Promise<string>((resolve) => {
      const look = ({ targetInfo }: { targetInfo: { url: string; targetId: string } }) => {
        if (targetInfo.url === url) resolve(targetInfo.targetId);
      };
      browser.on("Target.targetCreated", look);
      browser.on("Target.targetInfoChanged", look);
    });
    await browser.send("Target.setDiscoverTargets", { discover: true });
    const targetId = await created;
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
    const remote = new Remote(browser, sessionId);
    // A target has its address before the page of it is there. What is asked of
    // the one before it gets no answer, or that it is gone.
    for (let there = false; !there; )
      there = await remote
        .evaluate<boolean>(
          `document.readyState === "complete" && location.href === ${JSON.stringify(url)}`,
        )
        .catch(() => false);
    return remote;
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = this.next++;
    const replied = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
    await this.browser.send("Target.sendMessageToTarget", {
      sessionId: this.sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    const { result = {}, error } = await replied;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of an expression, awaited; as by a user's hand, with `gesture`. */
  async evaluate<T>(expression: string, gesture = false): Promise<T> {
    const { result, exceptionDetails } = (await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: gesture,
    })) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result.value;
  }

  /** Waits until an expression is true; it is looked at with each change of the page. */
  until(expression: string, ms = 120_000): Promise<void> {
    return this.evaluate(`new Promise((resolve, reject) => {
      const look = () => { if (${expression}) { watcher.disconnect(); resolve(); } };
      const watcher = new MutationObserver(look);
      watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      setTimeout(() => reject(new Error("still: " + document.body.innerText)), ${ms});
      look();
    })`);
  }

  async picture(dark: boolean): Promise<Buffer> {
    const value = dark ? "dark" : "light";
    await this.send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value }],
    });
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data as string, "base64");
  }
}
