using System.CommandLine;
using System.CommandLine.Help;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Web.Cli.Abstractions;
using Zrepl.Web.Cli.Completion;
using Zrepl.Web.Cli.Migrate;
using Zrepl.Web.Cli.Monitor;
using Zrepl.Web.Cli.Pprof;
using Zrepl.Web.Cli.Prune;
using Zrepl.Web.Cli.Repair;
using Zrepl.Web.Cli.Test;
using Zrepl.Web.Cli.Users;

namespace Zrepl.Web.Cli;

/// <summary>The program: parses the arguments, runs the command, gives its exit code: 0, 1 for any error, 2 for a mistake of ours. Source: spec A1.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings)
    {
        var root = RootOf(surroundings);
        if (arguments.Length == 0) arguments = ["--help"];
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (CommandLineErrors.Report(root, parsed, surroundings) is { } wrong) return wrong;
        await using var trace = ActivityTraceFile.Open(surroundings.Variable, surroundings.Error.WriteLine);
        try
        {
            return await parsed.InvokeAsync(ConfigurationOf(surroundings), surroundings.Stop);
        }
        catch (CommandFailedException failure)
        {
            if (failure.Message.Length > 0) surroundings.Error.WriteLine(failure.Message);
            if (failure.Advice is { } advice) surroundings.Error.WriteLine(advice);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (surroundings.Stop.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception mistake)
        {
            surroundings.Error.WriteLine($"zrepl ended unexpectedly; please report this:\n{mistake}");
            return 2;
        }
    }

    public static Command RootOf(Surroundings surroundings)
    {
        var options = new CommonOptions();
        // Not a RootCommand: that would be named after the file that runs.
        return new Command("zrepl", "One-stop ZFS replication solution")
        {
            new HelpOption { Recursive = true },
            options.Configuration,
            DaemonCommand.Create(surroundings, options),
            DemoCommand.Create(surroundings),
            StatusCommand.Create(surroundings, options),
            SignalCommand.Create(surroundings, options),
            StdinserverCommand.Create(surroundings, options),
            ConfigCheckCommand.Create(surroundings, options),
            TestCommand.Create(surroundings, options),
            MonitorCommand.Create(surroundings, options),
            PprofCommand.Create(surroundings, options),
            AbstractionCommand.Create(surroundings),
            PruneCommand.Create(surroundings, options),
            RepairCommand.Create(surroundings, options),
            ZfsAllowCommand.Create(surroundings, options),
            MigrateCommand.Create(surroundings, options),
            UserCommand.Create(surroundings, options),
            VersionCommand.Create(surroundings, options),
            CompletionCommands.CreateToFile(surroundings),
            CompletionCommands.CreateToOutput(surroundings),
            JobNamesCommand.Create(surroundings, options),
            ZfsSimCommand.Create(surroundings),
            HelpCommand.Create(surroundings),
        };
    }

    // Signals are the daemon's own business; any other command may die of them as usual.
    public static InvocationConfiguration ConfigurationOf(Surroundings surroundings) => new()
    {
        Output = surroundings.Output,
        Error = surroundings.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}
