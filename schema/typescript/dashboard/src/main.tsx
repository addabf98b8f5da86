import { createRoot } from "react-dom/client";
import { App } from "./app.js";

const place = document.getElementById("app");
if (place) {
  place.replaceChildren();
  createRoot(place).render(<App />);
}
