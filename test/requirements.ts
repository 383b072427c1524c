/** What a machine may lack, and a run of everything must have. */
export type Requirement = 'chromium' | 'models' | 'outside';

const required = (process.env.KNOWMIND_TEST_REQUIRE ?? '').split(',');

/** Says in one line that tests are left out, or throws where `KNOWMIND_TEST_REQUIRE` names what is missing. */
export function leaveOut(what: Requirement, reason: string): false {
  if (required.includes(what)) throw new Error(`KNOWMIND_TEST_REQUIRE names ${what}, but ${reason}.`);
  console.log(`Tests are left out: ${reason}.`);
  return false;
}
