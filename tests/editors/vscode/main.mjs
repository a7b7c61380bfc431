// All scenarios; or, with arguments, those whose name has one of them.
import "./scenarios/language.mjs";
