using System.CommandLine;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl version</c>. Source: spec A7.</summary>
internal static class VersionCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var show = new Option<string>("--show") { HelpName = "client|daemon", Description = "version info to show: client, daemon, or both if left out", DefaultValueFactory = _ => "" };
        var command = new Command("version", "print version of zrepl binary and running daemon") { show };
        command.SetAction(async (parsed, cancellation) =>
        {
            var what = parsed.GetValue(show);
            if (what is not ("" or "client" or "daemon")) throw new CommandFailedException("show flag must be 'client' or 'server' or be left empty");
            var client = VersionInformation.OfThisProgram;
            if (what != "daemon") await surroundings.Output.WriteLineAsync($"client: {client}");
            if (what == "client") return 0;
            var daemon = await OfDaemonAsync(common, parsed, cancellation);
            await surroundings.Output.WriteLineAsync($"server: {daemon}");
            if (what.Length == 0 && daemon.Version != client.Version)
                await surroundings.Error.WriteLineAsync("WARNING: client version != daemon version, restart zrepl daemon");
            return 0;
        });
        return command;
    }

    private static async Task<VersionInformation> OfDaemonAsync(CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            using var daemon = new ControlClient(common.LoadGlobal(parsed).ControlSocketPath);
            return await daemon.VersionAsync(cancellation);
        }
        catch (CommandFailedException failure)
        {
            throw new CommandFailedException(failure.Message.StartsWith("could not parse config: ", StringComparison.Ordinal)
                ? "config parsing error: " + failure.Message["could not parse config: ".Length..]
                : "server: error: " + failure.Message) { Advice = failure.Advice };
        }
    }
}
