using Zrepl.Engine.Units;

namespace Zrepl.Engine.Stalls;

/// <summary>Says who is at fault, and what can be done about it.</summary>
internal static class StallWords
{
    /// <summary>Puts a verdict into words.</summary>
    /// <param name="dataset">The dataset, as the sender names it.</param>
    /// <param name="step">What is being done.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="sample">What it was made of.</param>
    /// <param name="watch">The stream.</param>
    /// <param name="now">The time.</param>
    public static StalledStream Of(string dataset, string step, StallVerdict verdict, StreamSample sample, StreamWatch watch, DateTimeOffset now)
    {
        var (why, whatToDo) = OfCause(
            verdict.Cause, new(watch.Sender?.Description, sample.Sender.ProcessId), new(watch.Receiver?.Description, sample.Receiver.ProcessId));
        var since = now - verdict.Quiet;
        return new(
            dataset, step, verdict.Cause, $"{dataset}: {step}: nothing has moved for {Duration(verdict.Quiet)}: {why}", whatToDo, since, since + verdict.AbortsAfter);
    }

    private static (string Why, string WhatToDo) OfCause(StallCause cause, End sender, End receiver) => cause switch
    {
        StallCause.SendWaits => (
            $"zfs send{sender.Number} gives nothing: its disks are slow, or it still computes",
            $"Look at {sender.Place} (zpool status, zpool iostat -v 5). Before its first byte zfs send may walk through all metadata of the dataset, which can take long."),
        StallCause.SendUninterruptible => (
            $"zfs send{sender.Number} sleeps in the kernel (state D): its disks do not answer, or it still computes",
            $"Look at {sender.Place} (zpool status, zpool iostat -v 5) and at the kernel's messages (dmesg)."),
        StallCause.SendStopped => ($"zfs send{sender.Number} is stopped (state T)", $"Somebody stopped it. Let it go on: kill -CONT {sender.Id}"),
        StallCause.SendPoolSuspended => (
            $"{sender.Place}, which is sent from, is suspended", $"Bring its disks back (zpool status), then: zpool clear {sender.Name}"),
        StallCause.SendPoolSilent => (
            $"{sender.Place}, which is sent from, does not answer how it is", $"It hangs, or is very busy. {Asked(sender)}"),
        StallCause.ReceiveWaits => (
            $"zfs recv{receiver.Number} takes nothing", $"Look at {receiver.Place} (zpool status, zpool iostat -v 5) and at the zfs commands that run (zrepl status)."),
        StallCause.ReceiveFinishes => (
            $"zfs recv{receiver.Number} has got everything and does not come to its end",
            $"It still writes, or frees what the stream replaced. Look at {receiver.Place} (zpool iostat -v 5)."),
        StallCause.ReceiveUninterruptible => (
            $"zfs recv{receiver.Number} sleeps in the kernel (state D): its disks do not answer",
            $"Look at {receiver.Place} (zpool status, zpool iostat -v 5) and at the kernel's messages (dmesg)."),
        StallCause.ReceiveStopped => ($"zfs recv{receiver.Number} is stopped (state T)", $"Somebody stopped it. Let it go on: kill -CONT {receiver.Id}"),
        StallCause.ReceivePoolSuspended => (
            $"{receiver.Place}, which is received into, is suspended", $"Bring its disks back (zpool status), then: zpool clear {receiver.Name}"),
        StallCause.ReceivePoolSilent => (
            $"{receiver.Place}, which is received into, does not answer how it is", $"It hangs, or is very busy. {Asked(receiver)}"),
        StallCause.ReceivePoolFull => (
            $"{receiver.Place}, which is received into, has no room left", "Free room: destroy snapshots that nobody needs, raise a quota, or add disks (zfs list -o space)."),
        StallCause.Network => (
            $"nothing that is sent to {Peer(sender, receiver)} is acknowledged: the network, or the machine there, is gone",
            "Check the network between the machines, firewalls included, and that the other machine runs."),
        StallCause.PeerSilent => (
            $"the zrepl at {Peer(sender, receiver)} is silent, although its machine answers",
            "Look there whether zrepl is stopped or the machine is overloaded, and restart it if need be."),
        StallCause.PeerSendsNothing => (
            $"{sender.Description ?? "the other side"} is alive, but sends nothing", "Look there (zrepl status, zpool status): zfs send waits on that side."),
        StallCause.PeerTakesNothing => (
            $"{receiver.Description ?? "the other side"} is alive, but takes nothing", "Look there (zrepl status, zpool status, zfs list -o space): zfs recv waits on that side."),
        StallCause.PeerFinishes => (
            $"{receiver.Description ?? "the other side"} is alive and has got everything, but does not say that it is done",
            "Look there (zrepl status, zpool status): zfs recv still works on that side."),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "There is no such cause."),
    };

    private static string Asked(End end) => $"Look at {end.Place} (zpool status, zpool iostat -v 5) and at the kernel's messages (dmesg).";

    private static string Peer(End sender, End receiver) => receiver.Description ?? sender.Description ?? "the other side";

    // Seconds of a fraction say nothing here.
    private static string Duration(TimeSpan quiet) => GoDuration.Format(TimeSpan.FromSeconds(Math.Round(quiet.TotalSeconds)));

    private sealed record End(string? Description, int? ProcessId)
    {
        public string Number => ProcessId is { } id ? $" (process {id})" : "";

        public string Id => ProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "PROCESS";

        public string Place => Description ?? "the pool";

        // "pool tank" as it stands on a command line.
        public string Name => Place[(Place.LastIndexOf(' ') + 1)..];
    }
}
