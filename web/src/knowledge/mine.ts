/** The material on this page. */
import { api } from "../service.ts";
import { createKnowledge } from "./state.ts";
import "./words.ts";

export const knowledge = createKnowledge({ api });
