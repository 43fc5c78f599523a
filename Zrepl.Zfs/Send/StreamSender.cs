using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Features;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Send;

/// <summary>Checks, estimates and opens send streams.</summary>
/// <param name="runner">Runs the commands.</param>
/// <param name="inventory">Looks datasets and versions up.</param>
/// <param name="features">What this ZFS can do.</param>
/// <param name="clock">For the limit on slow estimates.</param>
/// <param name="absurdEstimateFrom">Estimates from here on count as unknown (<c>ZREPL_ZFS_SEND_SIZE_ESTIMATE_INCORRECT_THRESHOLD</c>).</param>
public sealed class StreamSender(
    IZfsCommandRunner runner, InventoryLister inventory, ZfsFeatures features, TimeProvider clock, ulong absurdEstimateFrom = long.MaxValue)
{
    // With a bookmark as source an old bookmark makes ZFS walk all metadata, which can take minutes (spec A12.6).
    private static readonly TimeSpan LongestBookmarkEstimate = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Looks at the disk whether the versions are there with their guids, and whether policy and token allow the send (spec A12.3).
    /// </summary>
    /// <exception cref="SendRefusedException">It may not be sent.</exception>
    /// <exception cref="DatasetMissingException">The dataset does not exist.</exception>
    public async Task CheckAsync(SendArguments arguments, CancellationToken cancellation)
    {
        if (!arguments.To.IsSnapshot) throw new SendRefusedException(SendRefusal.Version, "`To` invalid: must be a snapshot");
        FilesystemVersion[] wanted = arguments.From is null ? [arguments.To] : [arguments.To, arguments.From];
        var found = await inventory.LookUpAsync(arguments.Dataset, [.. wanted.Select(version => version.RelativeName)], cancellation);
        CheckPresent("To", arguments.To, arguments, found);
        if (arguments.From is not null) CheckPresent("From", arguments.From, arguments, found);
        if (found.IsEncrypted is not { } isEncrypted)
            throw new SendRefusedException(SendRefusal.EncryptionUnknown, $"cannot check whether filesystem \"{arguments.Dataset}\" is encrypted: `encryption` property should never be \"-\"");
        SendRules.Check(arguments, isEncrypted);
        if ((arguments.Flags.IsRawOnWire || arguments.Flags.BackupProperties) && !await features.HasEncryptionAsync(cancellation))
            throw new SendRefusedException(SendRefusal.RawNotSupported, "raw sends which are required for encrypted zfs send are not supported");
    }

    /// <summary>Estimates the stream by a dry run.</summary>
    /// <returns>Bytes, or null if ZFS gives no usable number.</returns>
    /// <exception cref="SendException">The dry run failed; the send would too.</exception>
    public async Task<long?> EstimateAsync(SendArguments arguments, CancellationToken cancellation)
    {
        var isFromBookmark = arguments.From is { IsSnapshot: false };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = isFromBookmark ? new CancellationTokenSource(LongestBookmarkEstimate, clock) : null;
        await using var registration = timer?.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit) ?? default;
        try
        {
            var result = await runner.RunAsync(arguments.ToDryCommand(), limit.Token);
            if (!result.IsSuccess) return isFromBookmark ? null : throw SendErrors.Explain(result);
            return SendEstimate.TryRead(result.OutputText + "\n" + result.ErrorText, absurdEstimateFrom)?.Bytes;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null; // too slow to be worth waiting for
        }
    }

    /// <summary>Starts the send. What it refuses shows when the stream is read.</summary>
    /// <param name="arguments">Checked before with <see cref="CheckAsync"/>.</param>
    /// <param name="cancellation">Kills the send, also later while the stream is read.</param>
    public async Task<SendStream> OpenAsync(SendArguments arguments, CancellationToken cancellation) =>
        new(await runner.StartAsync(arguments.ToCommand(), cancellation));

    private static void CheckPresent(string role, FilesystemVersion wanted, SendArguments arguments, DatasetListing found)
    {
        var name = wanted.On(arguments.Dataset);
        var present = found.Versions.FirstOrDefault(version => version.RelativeName == wanted.RelativeName)
            ?? throw new SendRefusedException(SendRefusal.Version, $"`{role}` invalid: dataset \"{name}\" does not exist");
        if (present.Guid != wanted.Guid)
        {
            throw new SendRefusedException(
                SendRefusal.Version,
                $"`{role}` invalid: `GUID` field does not match real dataset's GUID: {name} has {present.Guid}, expected {wanted.Guid}");
        }
    }
}
