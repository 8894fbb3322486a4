export {
  listJobs,
  listJobsAsOperator,
  retryJob,
  retryJobAsOperator,
  runJob,
  runJobAsOperator,
} from "./jobs.ts";
