using Zrepl.Web.Cli;

return await CommandLine.RunAsync(args, Surroundings.OfThisProcess());
