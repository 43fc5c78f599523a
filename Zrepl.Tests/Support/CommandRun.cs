using Zrepl.Web.Cli;

namespace Zrepl.Tests.Support;

/// <summary>What a command of zrepl printed and gave back; it ran in the process of the tests.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandRun> OfAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(arguments, new(output, error) { Variable = _ => null });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
