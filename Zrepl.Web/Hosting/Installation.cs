using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Zrepl.Web.Api;
using Zrepl.Web.Data;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Hosting;

/// <summary>This daemon: its versions and its paths.</summary>
internal sealed class Installation(DaemonSettings settings, ConfigurationInForce configuration, HistoryDatabase database, HostedEngines engines,
    IConfiguration host) : IInstallation
{
    private const string KernelRelease = "/proc/sys/kernel/osrelease";

    private static readonly TimeSpan PatienceWithZfs = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<ImmutableArray<InstallationFact>> LookAsync(CancellationToken cancellation) =>
    [
        new("zrepl", VersionInformation.OfThisProgram.Version),
        .. await ZfsAsync(cancellation),
        new("System", RuntimeInformation.OSDescription),
        new("Kernel", Kernel()),
        new(".NET", Environment.Version.ToString()),
        new("Configuration", configuration.Path),
        new("State directory", Path.GetFullPath(settings.StatePath)),
        new("Database", database.Path),
        new("Control socket", configuration.Current.Global?.ControlSocketPath ?? "none"),
        new("Dashboard listens on", string.Join(", ", ListenAddresses.Of(host))),
        new("Process", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    // As uname -r has it where the kernel tells it in a file; elsewhere the number alone.
    private static string Kernel() => File.Exists(KernelRelease) ? File.ReadAllText(KernelRelease).Trim() : Environment.OSVersion.Version.ToString();

    private async Task<List<InstallationFact>> ZfsAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(PatienceWithZfs);
        try
        {
            var versions = await engines.VersionsAsync(enough.Token);
            return
            [
                new("OpenZFS, commands", versions.Userland?.Text ?? "does not tell"),
                new("OpenZFS, kernel module", versions.KernelModule?.Text ?? "does not tell",
                    versions.Differ ? "Another version than the commands': reboot after an update." : null),
            ];
        }
        catch (Exception failure) when (failure is ZfsException or IOException)
        {
            return [new("OpenZFS", $"cannot be asked: {failure.Message}")];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [new("OpenZFS", $"does not answer within {PatienceWithZfs.TotalSeconds:0} s")];
        }
    }
}
