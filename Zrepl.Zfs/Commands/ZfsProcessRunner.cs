using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Zrepl.Zfs.Commands;

/// <summary>Runs the real <c>zfs</c> and <c>zpool</c> binaries.</summary>
public sealed class ZfsProcessRunner(ZfsBinaries binaries, ILogger<ZfsProcessRunner>? logger = null) : IZfsCommandRunner
{
    // errno values of execve, the same on Linux and FreeBSD.
    private const int NoEntry = 2;
    private const int ListTooBig = 7;
    private const int NoAccess = 13;

    private readonly ILogger _logger = logger ?? NullLogger<ZfsProcessRunner>.Instance;

    /// <summary>How processes are ended.</summary>
    internal KillOptions Kills { get; init; } = new();

    /// <inheritdoc/>
    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var program = binaries.PathOf(command.Program);
        var process = new Process { StartInfo = StartInfo(program, command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            process.Dispose();
            throw Explain(failure, program, command);
        }

        return new(new ZfsProcess(command, process, Kills, _logger, cancellation));
    }

    private static ProcessStartInfo StartInfo(string program, ZfsCommand command)
    {
        var info = new ProcessStartInfo(program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment["LC_ALL"] = "C"; // we read its texts (spec A1.3)
        info.Environment.Remove("LANGUAGE");
        info.Environment.Remove("ZFS_COLOR");
        info.Environment.Remove("ZFS_ABORT"); // would make every exit a core dump
        return info;
    }

    private static Exception Explain(Win32Exception failure, string program, ZfsCommand command) => failure.NativeErrorCode switch
    {
        ListTooBig => new ArgumentListTooLongException(command),
        NoEntry => new ZfsUnavailableException(
            $"cannot run '{program}': no such program. Install the OpenZFS tools, or set {ZfsBinaries.OverrideOf(command.Program)} to their path.", failure),
        NoAccess => new ZfsUnavailableException(
            $"cannot run '{program}': permission denied. Check the file's mode and {ZfsBinaries.OverrideOf(command.Program)}.", failure),
        _ => new ZfsUnavailableException($"cannot run '{program}': {failure.Message}", failure),
    };
}
