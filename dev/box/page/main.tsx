import { render } from "preact";
import { Box } from "./box.tsx";
import { start } from "./store.ts";

start();
render(<Box />, document.getElementById("box")!);
