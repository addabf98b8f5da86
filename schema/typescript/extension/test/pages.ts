/** A page of an exam, in plain markup. */
export const exam = `<!doctype html><title>Exam</title>
<nav><a href="/">Home</a> Do you need help with anything on this site?</nav>
<h1>Practice</h1>
<p>1. A train goes 60 km in 40 minutes. How fast is it, in km/h?</p>
<ol type="A"><li>A) 60</li><li>B) 80</li><li>C) 90</li><li>D) 100</li></ol>
<form>
  <fieldset><legend>Is every square a rhombus?</legend>
    <label><input type="radio" name="rhombus"> Yes</label>
    <label><input type="radio" name="rhombus"> No</label>
  </fieldset>
</form>`;

/** Everything that a page may try; a script that ran for us would set \`pwned\`. */
export const hostile = `<!doctype html><title>Hostile</title>
<script>
  Object.prototype.text = "polluted";
  Array.prototype.toJSON = () => { window.pwned = "toJSON"; return "polluted"; };
  for (const name of ["firstChild", "nextSibling", "shadowRoot"])
    Object.defineProperty(Element.prototype, name, { get() { window.pwned = name; throw 1; } });
  window.MutationObserver = class { constructor() { window.pwned = "observer"; } };
</script>
<form><input name="firstChild"><input name="nextSibling"><input name="tagName"><input name="nodeType">
  <input name="getAttribute"><input name="attributes"><input name="checkVisibility"><input name="children">
  <p>Which of these is prime, &lt;img src=x onerror="window.pwned='img'"&gt;?</p>
  <p>A) &lt;script&gt;window.pwned='script'&lt;/script&gt;</p><p>B) javascript:pwned=1</p><p>C) \${pwned=1}</p>
</form>
<p id="control">Which text\u0000 has\u202e unseen \u200bletters in it?</p><p>A. o\u200bne</p><p>B. two</p><p>C. three</p>
<div id="deep"></div><div id="wide"></div><div id="busy"></div>
<script>
  let at = document.getElementById("deep");
  for (let i = 0; i < 300; i++) {
    const root = at.attachShadow({ mode: i % 2 ? "open" : "closed" });
    at = document.createElement("div");
    root.append(at);
  }
  let nest = document.createElement("div"); const outer = nest;
  for (let i = 0; i < 400; i++) { const inner = document.createElement("div"); nest.append(inner); nest = inner; }
  const wide = document.getElementById("wide");
  for (let i = 0; i < 200; i++) {
    const p = document.createElement("p");
    p.textContent = i + ". " + "What is long? ".repeat(i === 7 ? 100000 : 20) + "?";
    wide.append(p);
  }
  for (let i = 0; i < 150000; i++) wide.append(document.createElement("i"));
  wide.append(outer);
  setInterval(() => { document.getElementById("busy").textContent = Math.random(); window.alive = (window.alive || 0) + 1; }, 20);
</script>`;
