// The live page: takes what the server wrote into it, and keeps it true from the city's events.
import { Pages } from "./pages.js";

new Pages().start();
