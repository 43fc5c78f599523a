using System.CommandLine;

namespace Zrepl.Web.Cli.Completion;

/// <summary>The names of the jobs, one a line: asked by the completion of shells, not shown in the help.</summary>
internal static class JobNamesCommand
{
    public const string Name = "__jobs";

    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var command = new Command(Name, "print the names of all jobs") { Hidden = true };
        command.SetAction(parsed =>
        {
            foreach (var job in common.Load(parsed).Jobs) surroundings.Output.WriteLine(job.Definition.Name.Text);
        });
        return command;
    }
}
