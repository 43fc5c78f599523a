using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Contracts.Endpoints;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Endpoints;

/// <summary>
/// A hold or a bookmark may have been made although whoever asked for it was cancelled. The next steps see it and take it away: a snapshot that is held for no step cannot be pruned.
/// </summary>
public sealed class CancelledMarksTests
{
    private Func<Task>? _reset; // while it is there, the mark that is made next is made, and then told as cancelled

    [Fact]
    public async Task A_cursor_that_was_made_and_not_told_goes_with_the_next_step()
    {
        await using var world = await EnterAsync(command => command.Verb == "bookmark");
        var one = await world.SnapshotAsync(world.Src, "1");
        await world.MustReplicateAsync();
        var two = await world.SnapshotAsync(world.Src, "2");
        var sender = world.Sender();
        var request = new SendRequest(world.Src, one, two, null, Protection.Default);
        await using (var stream = await sender.SendAsync(request, world.Token))
            await world.Receiver().ReceiveAsync(new(world.Src, two, true, Protection.Default), stream.Content, world.Token);
        await ResetAsync(token => sender.ConfirmAsync(request, token));
        await world.SnapshotAsync(world.Src, "3");
        await world.MustReplicateAsync();
        await world.MustReplicateAsync();
        Assert.Equal(["cursor of 3"], await world.MarksAsync(world.Src));
    }

    [Fact]
    public async Task A_hold_of_a_step_that_was_made_and_not_told_goes_with_the_next_step()
    {
        await using var world = await EnterAsync(command => command.Verb == "hold");
        var one = await world.SnapshotAsync(world.Src, "1");
        var sender = world.Sender();
        await (await sender.SendAsync(new(world.Src, null, one, null, Protection.Default), world.Token)).DisposeAsync(); // a first copy that got nowhere
        var two = await world.SnapshotAsync(world.Src, "2");
        await ResetAsync(token => sender.SendAsync(new(world.Src, null, two, null, Protection.Default), token));
        await world.SnapshotAsync(world.Src, "3");
        await world.MustReplicateAsync(initial: InitialReplication.MostRecent);
        await world.SnapshotAsync(world.Src, "4");
        await world.MustReplicateAsync();
        Assert.Equal(["cursor of 4"], await world.MarksAsync(world.Src));
    }

    [Fact]
    public async Task A_hold_on_what_was_received_that_was_made_and_not_told_goes_with_the_next_receive()
    {
        await using var world = await EnterAsync(command => command.Verb == "hold" && command.Arguments.Any(argument => argument.StartsWith("zrepl_last", StringComparison.Ordinal)));
        var one = await world.SnapshotAsync(world.Src, "1");
        await world.MustReplicateAsync();
        var two = await world.SnapshotAsync(world.Src, "2");
        await using (var stream = await world.Sender().SendAsync(new(world.Src, one, two, null, Protection.Default), world.Token))
            await ResetAsync(token => world.Receiver().ReceiveAsync(new(world.Src, two, true, Protection.Default), stream.Content, token));
        await world.SnapshotAsync(world.Src, "3");
        await world.MustReplicateAsync();
        Assert.Equal(["last received 3"], await world.MarksAsync(world.CopyOf(world.Src)));
    }

    private async Task<EndpointWorld> EnterAsync(Func<ZfsCommand, bool> isCut)
    {
        var world = await EndpointWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        world.Restart(new WatchingZfs(world.Pool.Commands, async (command, running) =>
        {
            if (_reset is null || !isCut(command)) return;
            await running.Exit;
            await _reset();
        }));
        await world.Pool.CreateForFilesAsync(world.Src);
        return world;
    }

    private async Task ResetAsync(Func<CancellationToken, Task> step)
    {
        using var reset = new CancellationTokenSource();
        _reset = reset.CancelAsync;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step(reset.Token));
        _reset = null;
    }
}
