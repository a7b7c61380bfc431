// The whole grammar. `node build.mjs` writes it to the file that editors read.

import { blockScalar, injections } from './block-scalar.mjs';
import { jinja } from './jinja.mjs';
import { lines } from './lines.mjs';
import { tags } from './tag.mjs';
import { yaml } from './yaml.mjs';

export const grammar = {
  $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
  name: 'Forgather',
  scopeName: 'source.forgather',
  fileTypes: ['forgather'],
  patterns: [
    // Lines first, as Forgather rewrites them before Jinja2 reads the text, and Jinja2 before YAML; but what is part of a
    // line of YAML must be known before Jinja2 takes it apart.
    { include: '#lines' },
    { include: '#block-scalar' },
    { include: '#block-keys' },
    { include: '#jinja' },
    { include: '#cut-comment' },
    { include: '#comment' },
    { include: '#document' },
    { include: '#block-nodes' },
  ],
  injections,
  repository: { ...lines, ...jinja, ...yaml, ...tags, ...blockScalar },
};
