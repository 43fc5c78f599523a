using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Transport.Tls;
using Zrepl.Web.Hosting;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl daemon</c>. Source: spec A2.</summary>
internal static class DaemonCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var listen = new Option<string?>("--listen") { HelpName = "URL", Description = "where the dashboard listens, such as http://127.0.0.1:8822" };
        var state = new Option<string>("--state") { HelpName = "DIR", Description = "directory for history and traces", DefaultValueFactory = _ => StateDirectory.DefaultPath };
        var simulated = new Option<string?>("--zfs-sim")
        {
            HelpName = "DIR", Description = "try the jobs on a simulated machine that lives in this directory, instead of the pools of this one; see zrepl zfs-sim",
        };
        var command = new Command("daemon", "run the zrepl daemon") { listen, state, simulated };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = common.FileOf(parsed);
            var loaded = new ConfigurationLoader(new()).Load(path);
            ConfigurationReport.ThrowIfUnparsable(loaded);
            if (loaded.HasErrors) throw new CommandFailedException(string.Join('\n', ConfigurationReport.BuildErrors(loaded.Problems, jobs: true, logging: true)));
            var constants = ReadConstants(surroundings);
            if (constants.Get(KnownVariables.KeyLogFile) is { Length: > 0 } keys) BeginKeyLog(keys);
            await using var host = parsed.GetValue(simulated) is { } directory ? await ZfsSimCommand.OpenAsync(directory, cancellation) : null;
            var settings = new DaemonSettings
            {
                ConfigurationPath = path,
                Configuration = loaded,
                StatePath = parsed.GetValue(state)!, // has a default
                Listen = parsed.GetValue(listen),
                Constants = constants,
                Variable = surroundings.Variable,
                Clock = surroundings.Clock,
                Simulated = host,
            };
            await RunAsync(new DaemonRun(settings), cancellation);
        });
        return command;
    }

    /// <exception cref="CommandFailedException">A variable has no legal value.</exception>
    public static EnvironmentConstants ReadConstants(Surroundings surroundings)
    {
        try { return EnvironmentConstants.Read(surroundings.Variable); }
        catch (EnvironmentConstantsException wrong) { throw new CommandFailedException(wrong.Message); }
    }

    private static void BeginKeyLog(string path)
    {
        try { TlsKeyLog.Begin(path); }
        catch (TlsFileException failure) { throw new CommandFailedException(failure.Message); }
    }

    /// <exception cref="CommandFailedException">The daemon cannot start.</exception>
    public static async Task RunAsync(DaemonRun daemon, CancellationToken stop)
    {
        try { await daemon.RunAsync(stop); }
        catch (StartFailedException failure) { throw new CommandFailedException(failure.Message); }
    }
}
