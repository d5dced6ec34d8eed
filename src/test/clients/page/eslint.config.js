// What is checked in the pages and in their tests, beside the types (jsconfig.json) and the
// layout, which the formatter decides (.prettierrc.json).

import js from '@eslint/js';
import globals from 'globals';

/** A text that is longer than a line stays whole in a test: it is looked for as it is. */
const texts = { ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true };

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-len': ['error', { code: 100 }],
      'max-lines': ['error', { max: 350, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true }],
      'no-alert': 'error',
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: true }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text goes in as text: el() of shell/dom.js.' },
        { property: 'outerHTML', message: 'Text goes in as text: el() of shell/dom.js.' },
        { property: 'insertAdjacentHTML', message: 'Text goes in as text: el() of shell/dom.js.' },
      ],
      'no-unused-vars': ['error', { args: 'all', argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['**/assets/**/*.js'],
    languageOptions: { globals: globals.browser },
  },
  { files: ['**/shell/theme.js'], languageOptions: { sourceType: 'script' } },
  {
    files: ['**/src/test/**/*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      'max-len': ['error', { code: 100, ...texts }],
      'max-lines-per-function': 'off',
      'prefer-template': 'off',
    },
  },
];
