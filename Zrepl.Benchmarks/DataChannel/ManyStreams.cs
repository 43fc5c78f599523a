using System.Diagnostics;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>
/// Question: what does a running stream hold in memory, and does it grow with its length? Many streams at once from pipes of children over the transport; resident
/// memory before them, at a third of the time and at its end.
/// </summary>
internal static class ManyStreams
{
    /// <summary>Sends, and prints <c>resident BEFORE THIRD END</c> in MiB and how much went.</summary>
    public static async Task SendAsync(NetworkTransport network, ConnectDefinition sink, JobName job, int count, TimeSpan time)
    {
        await using var connection = network.ConnectToSink(sink, job);
        await connection.Endpoint.WaitForConnectivityAsync(CancellationToken.None);
        var before = Resident();
        using var over = new CancellationTokenSource();
        var streams = Enumerable.Range(0, count).Select(number => SendOneAsync(connection.Endpoint, number, over.Token)).ToList();
        await Task.Delay(time / 3, CancellationToken.None);
        var third = Resident();
        await Task.Delay(time * 2 / 3, CancellationToken.None);
        var end = Resident();
        if (streams.Find(stream => stream.IsCompleted) is { } ended) await ended;
        await over.CancelAsync();
        await Task.WhenAll(streams);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} streams: {before:0.0} MiB before, {third:0.0} after a third of {time.TotalSeconds:0} s, {end:0.0} at the end: {(end - before) / count:0.00} MiB per stream"));
    }

    private static async Task SendOneAsync(Zrepl.Engine.Endpoints.IReceiver receiver, int number, CancellationToken cancellation)
    {
        using var source = Process.Start(new ProcessStartInfo("cat", "/dev/zero") { RedirectStandardOutput = true })!; // it is in every system
        try
        {
            var to = new FilesystemVersion(VersionKind.Snapshot, "a", Guid: 1, CreateTxg: 1, CreationSeconds: 1, UserRefs: null);
            await receiver.ReceiveAsync(new(DatasetPath.Parse($"tank/d{number}"), to, true, Protection.Default), source.StandardOutput.BaseStream, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // it runs as long as the measurement
        }
        finally
        {
            source.Kill();
        }
    }

    private static double Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1024.0 / 1024.0;
    }
}
