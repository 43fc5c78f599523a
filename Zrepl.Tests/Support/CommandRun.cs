using Zrepl.Web.Cli;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support;

/// <summary>What a command of zrepl printed and gave back; it ran in the process of the tests.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] arguments) => OnAsync(new SimulatedHost(), arguments);

    /// <summary>Runs a command on a machine with its own ZFS.</summary>
    public static async Task<CommandRun> OnAsync(SimulatedHost host, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(arguments, new(output, error) { Zfs = () => new SimulatedZfs(host) });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
