using System.Diagnostics;

namespace Zrepl.Tests.Interop;

/// <summary>A command of any program called zrepl that ran to its end as a process.</summary>
internal sealed record ZreplRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    /// <param name="kind">One of <see cref="ZreplKind"/>.</param>
    /// <param name="environment">Beside that of the test.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<ZreplRun> OfAsync(
        string kind, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(ZreplKind.ProgramOf(kind), arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return OfAsync(start, cancellation);
    }

    /// <summary>Runs it in a directory, to which relative paths in its configuration may refer.</summary>
    public static Task<ZreplRun> InAsync(string directory, string kind, CancellationToken cancellation, params string[] arguments) =>
        OfAsync(new ProcessStartInfo(ZreplKind.ProgramOf(kind), arguments) { WorkingDirectory = directory }, cancellation);

    private static async Task<ZreplRun> OfAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!; // not a shell command, hence never null
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new(process.ExitCode, await output, await error);
    }
}
