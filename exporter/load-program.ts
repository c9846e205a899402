/** Node.js opens all files of a program at once. */
const TOO_MANY = new Set(['EMFILE', 'ENFILE']);

/**
 * Loads the modules of a program or of a command of it. Where the system does not let it open as many files, that is said
 * in one line, and the process ends with 1; Node.js itself would print a stack.
 */
export async function loadProgram<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!TOO_MANY.has(code)) throw error;
    process.stderr.write(
      `${name}: may not open as many files as it is made of (${code}); allow more, such as ulimit -n 1024 or LimitNOFILE=1024 in its unit\n`,
    );
    return process.exit(1);
  }
}
