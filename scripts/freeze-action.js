// The action's entry (action.yml): the same committed bundle, told to take everything from the job.
process.argv[2] = "--github-action";
await import("./freeze-enforce.js");
