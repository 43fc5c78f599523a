using Zrepl.Web.Cli.StatusTui;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Cli;

/// <summary>What a command touches outside of itself, so that tests can run commands in their own process.</summary>
internal sealed record Surroundings(TextWriter Output, TextWriter Error)
{
    /// <summary>False: output goes to a file or pipe.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True: a person types the input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Columns of the terminal; null if there is none.</summary>
    public int? TerminalWidth { get; init; }

    /// <summary>Reads the environment.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>ZFS of this machine, for commands that look at it themselves.</summary>
    public Func<IZfsCommandRunner> Zfs { get; init; } = () => new ZfsProcessRunner(ZfsBinaries.FromEnvironment());

    /// <summary>Standard input as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Standard output as bytes, for commands that write streams.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Standard error as bytes.</summary>
    public Func<Stream> OpenError { get; init; } = Console.OpenStandardError;

    /// <summary>The terminal, for a program that has it for itself.</summary>
    public Func<ITerminal> OpenTerminal { get; init; } = () => new ConsoleTerminal(Environment.GetEnvironmentVariable);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Ends commands that run until they are told to end. A process is told by signals instead.</summary>
    public CancellationToken Stop { get; init; }

    public static Surroundings OfThisProcess() => new(Console.Out, Console.Error)
    {
        OutputIsTerminal = !Console.IsOutputRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        TerminalWidth = Console.IsOutputRedirected ? null : Console.WindowWidth,
        Variable = Environment.GetEnvironmentVariable,
    };
}
