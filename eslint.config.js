import tseslint from 'typescript-eslint';

const environment = 'Settings come from the environment in one place, libs/platform/src/config: declare the setting with defineService({ settings }) and inject Settings.';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', 'node_modules/**', '.demae/**', 'coverage/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
      '@typescript-eslint/naming-convention': ['error', {
        selector: 'typeLike',
        format: ['PascalCase'],
        custom: { regex: '^I[A-Z][a-z]|Impl$|Manager$|Helper$', match: false },
      }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-debugger': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environment }],
      'no-restricted-imports': ['error', { paths: [{ name: 'node:process', importNames: ['env'], message: environment }] }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['libs/platform/src/config/**', 'libs/testing/**', 'scripts/**', 'test/**', 'jest.config.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    // The kit's own type arithmetic cannot do without; business code can.
    files: ['apps/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'error' },
  },
  {
    // A story told in one describe() is longer than a function should be.
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/*.stack-spec.ts', 'libs/testing/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
);
