// All scenarios; or, with arguments, those whose name has one of them.
import "./scenarios/language.mjs";
import "./scenarios/preview.mjs";
import "./scenarios/materialize.mjs";
import "./scenarios/graph.mjs";
import "./scenarios/rest.mjs";
import "./scenarios/accessibility.mjs";
