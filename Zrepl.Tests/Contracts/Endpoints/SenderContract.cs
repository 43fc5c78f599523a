using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Errors;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>What <see cref="LocalSender"/> promises (spec B8). Runs on the simulator and on real OpenZFS.</summary>
public abstract class SenderContract(IPoolUnderTest pool)
{
    private static readonly Protection Incremental = new(ProtectionKind.Incremental, ProtectionKind.Incremental);
    private static readonly Protection Nothing = new(ProtectionKind.Nothing, ProtectionKind.Nothing);

    [Fact] // B14 69
    public async Task What_the_filter_rejects_does_not_exist_for_a_peer()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var forbidden = world.Src.Child("private");
        var one = (await world.CreateAsync(world.Src, "1"))[0];
        await world.CreateAsync(forbidden, "1");
        var sender = world.Sender(filter: $"{world.Src}<:ok,{forbidden}<:!");
        var request = new SendRequest(forbidden, null, one, null, Protection.Default);

        Assert.Equal([world.Src], (await sender.ListFilesystemsAsync(world.Token)).Select(listed => listed.Path));
        foreach (var call in new Func<Task>[]
        {
            () => sender.ListVersionsAsync(forbidden, world.Token),
            () => sender.EstimateAsync(request, world.Token),
            () => sender.SendAsync(request, world.Token),
            () => sender.ConfirmAsync(request, world.Token),
            () => sender.ReplicationCursorAsync(forbidden, world.Token),
            () => sender.DestroySnapshotsAsync(forbidden, [one], world.Token),
        })
        {
            Assert.Equal($"endpoint does not allow access to filesystem {forbidden}", (await Assert.ThrowsAsync<EndpointException>(call)).Message);
        }

        Assert.Equal([$"{forbidden}@1"], (await world.Pool.VersionsAsync(forbidden)).Select(version => version.On(forbidden)));
    }

    [Fact] // B7.3, B7.4 I1 to I3
    public async Task With_resumability_both_ends_of_a_step_are_held_until_it_is_confirmed()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        var sender = world.Sender();
        var first = new SendRequest(world.Src, null, versions[0], null, Protection.Default);
        var second = new SendRequest(world.Src, versions[0], versions[1], null, Protection.Default);

        await DrainAsync(sender, first, world);
        Assert.Equal(["step hold on 1"], await world.MarksAsync(world.Src));
        await sender.ConfirmAsync(first, world.Token);
        Assert.Equal(["cursor of 1"], await world.MarksAsync(world.Src));

        await DrainAsync(sender, second, world);
        Assert.Equal(["cursor of 1", "step hold on 1", "step hold on 2"], await world.MarksAsync(world.Src));
        await sender.ConfirmAsync(second, world.Token);
        await sender.ConfirmAsync(second, world.Token); // repeating is harmless
        Assert.Equal(["cursor of 2"], await world.MarksAsync(world.Src));
        Assert.Equal(versions[1].Guid, await sender.ReplicationCursorAsync(world.Src, world.Token));
    }

    [Fact] // B7.3; B14 81: upstream fails the whole step when From is gone
    public async Task With_incremental_guarantee_bookmarks_stand_for_both_ends_even_when_the_snapshots_go()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        var sender = world.Sender();
        var step = new SendRequest(world.Src, versions[0], versions[1], null, Incremental);

        await DrainAsync(sender, step, world);
        Assert.Equal(["tentative cursor of 1", "tentative cursor of 2"], await world.MarksAsync(world.Src));
        await world.Pool.RunAsync("destroy", $"{world.Src}@1,2");
        await sender.ConfirmAsync(step, world.Token);

        Assert.Equal(["cursor of 2"], await world.MarksAsync(world.Src));
        Assert.Equal(versions[1].Guid, await sender.ReplicationCursorAsync(world.Src, world.Token));
    }

    [Fact] // promise 3; found by a review: a plan names one of several bookmarks, and that one was of another job
    public async Task A_step_goes_on_although_the_bookmark_it_was_planned_from_was_moved_by_another_job()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        var (keeper, other) = (new GuaranteeKeeper(world.Pool.Zfs), JobName.Parse("z other job"));
        await keeper.SetCursorAsync(world.Src, versions[0], EndpointWorld.Job, world.Token);
        var planned = await keeper.SetCursorAsync(world.Src, versions[0], other, world.Token);
        await world.Pool.RunAsync("destroy", $"{world.Src}@1");
        var sender = world.Sender();
        await sender.ListFilesystemsAsync(world.Token); // the listing still has both
        await world.Pool.RunAsync("destroy", $"{world.Src}#{planned.Version.Name}");
        var step = new SendRequest(world.Src, planned.Version, versions[1], null, Protection.Default);

        await sender.EstimateAsync(step, world.Token);
        await DrainAsync(sender, step, world);
        await sender.ConfirmAsync(step, world.Token);

        Assert.Equal(["cursor of 2"], await world.MarksAsync(world.Src));
    }

    [Theory]
    [InlineData(true, false)] // what can be held is best
    [InlineData(false, false)] // then what no other job moves
    [InlineData(false, true)] // then what is left
    public async Task A_step_starts_from_what_stays_of_all_that_mark_the_point_it_was_planned_from(bool hasSnapshot, bool isOwnGone)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        var (keeper, other) = (new GuaranteeKeeper(world.Pool.Zfs), JobName.Parse("z other job"));
        var own = await keeper.SetCursorAsync(world.Src, versions[0], EndpointWorld.Job, world.Token);
        var planned = await keeper.SetCursorAsync(world.Src, versions[0], other, world.Token);
        if (isOwnGone) await world.Pool.RunAsync("destroy", $"{world.Src}#{own.Version.Name}");
        if (!hasSnapshot) await world.Pool.RunAsync("destroy", $"{world.Src}@1");

        await DrainAsync(world.Sender(), new(world.Src, planned.Version, versions[1], null, Protection.Default), world);

        var source = hasSnapshot ? versions[0] : isOwnGone ? planned.Version : own.Version;
        Assert.Contains(source.On(world.Src), world.Pool.Commands.Lines("send", world.Pool.CommandsBefore).Single(), StringComparison.Ordinal);
        Assert.Equal(hasSnapshot, (await world.MarksAsync(world.Src)).Contains("step hold on 1"));
    }

    [Fact]
    public async Task A_step_from_a_point_that_nothing_marks_any_more_is_refused()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        await world.Pool.RunAsync("destroy", $"{world.Src}@1");

        var refused = await Assert.ThrowsAsync<EndpointException>(
            () => world.Sender().SendAsync(new(world.Src, versions[0], versions[1], null, Protection.Default), world.Token));

        Assert.Contains($"`From` invalid: dataset \"{world.Src}@1\" does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact] // B14 82, B7.4
    public async Task With_no_guarantee_a_step_takes_away_what_the_same_job_left_and_nothing_else()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        var (keeper, other) = (new GuaranteeKeeper(world.Pool.Zfs), JobName.Parse("another job"));
        foreach (var job in new[] { EndpointWorld.Job, other })
        {
            await keeper.SetCursorAsync(world.Src, versions[0], job, world.Token);
            await keeper.HoldStepAsync(world.Src, [versions[0]], job, world.Token);
        }

        var step = new SendRequest(world.Src, versions[0], versions[1], null, Nothing);
        await DrainAsync(world.Sender(), step, world);
        await world.Sender().ConfirmAsync(step, world.Token);

        Assert.Empty(await world.MarksAsync(world.Src));
        Assert.Equal(["cursor of 1", "step hold on 1"], await world.MarksAsync(world.Src, other.Text));
    }

    [Fact] // B14 76, B14 84; B2.4: a bookmark whose name lies protects nobody knows what
    public async Task The_newest_cursor_counts_and_a_tampered_one_is_neither_believed_nor_removed()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2", "3");
        var keeper = new GuaranteeKeeper(world.Pool.Zfs);
        await world.Pool.RunAsync("bookmark", $"{world.Src}@1", $"{world.Src}#{GuaranteeNames.CursorV1}");
        Assert.Null(await world.Sender().ReplicationCursorAsync(world.Src, world.Token));

        await keeper.SetCursorAsync(world.Src, versions[1], EndpointWorld.Job, world.Token);
        await keeper.SetCursorAsync(world.Src, versions[0], EndpointWorld.Job, world.Token);
        var tampered = GuaranteeNames.Cursor(EndpointWorld.Job, 4711);
        await world.Pool.RunAsync("bookmark", $"{world.Src}@3", $"{world.Src}#{tampered}");
        Assert.Equal(versions[1].Guid, await world.Sender().ReplicationCursorAsync(world.Src, world.Token));

        await world.Sender().ConfirmAsync(new(world.Src, null, versions[2], null, Protection.Default), world.Token);
        Assert.Equal(["cursor of 3"], await world.MarksAsync(world.Src));
        Assert.Contains("#" + tampered, await world.Pool.NamesAsync(world.Src));
    }

    [Fact] // B14 77, B8.9
    public async Task A_peer_learns_for_each_snapshot_whether_it_was_destroyed_and_why_not()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2", "3");
        await world.Pool.RunAsync("hold", "somebody", $"{world.Src}@2");
        await world.Pool.RunAsync("bookmark", $"{world.Src}@1", $"{world.Src}#mark");
        var bookmark = await world.Pool.VersionAsync(world.Src, "#mark");

        var refused = await Assert.ThrowsAsync<EndpointException>(
            () => world.Sender().DestroySnapshotsAsync(world.Src, [versions[0], bookmark], world.Token));
        Assert.Equal("version \"#mark\" is not a snapshot", refused.Message);

        var results = await world.Sender().DestroySnapshotsAsync(world.Src, versions, world.Token);
        Assert.Equal([true, false, true], results.Select(result => result.Error is null));
        Assert.True(SnapshotsUndestroyableException.IsHold(results[1].Error!), results[1].Error); // the one reason, without the command
        Assert.Equal(["#mark", "@2"], (await world.Pool.NamesAsync(world.Src)).Order(StringComparer.Ordinal));
    }

    [Fact] // B14 70, B8.6
    public async Task A_second_send_of_a_dataset_waits_until_the_first_stream_is_closed()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = await world.CreateLargeAsync(world.Src);
        var step = new SendRequest(world.Src, null, one, null, Protection.Default);
        var first = await world.Sender().SendAsync(step, world.Token);
        await first.Content.ReadExactlyAsync(new byte[312], world.Token);
        var before = world.Pool.Commands.Started.Count;

        var second = world.Sender().SendAsync(step, world.Token);
        Assert.False(second.IsCompleted);
        Assert.Empty(world.Pool.Commands.Lines("send", before));
        await first.DisposeAsync();
        await (await second).DisposeAsync();

        Assert.Equal(["step hold on 1"], await world.MarksAsync(world.Src));
    }

    [Fact] // B14 38/39, B8.5: before anything is left on disk
    public async Task A_send_against_the_policy_fails_when_it_is_planned()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = (await world.CreateAsync(world.Src, "1"))[0];
        var sender = world.Sender(new() { Encrypted = true });
        var step = new SendRequest(world.Src, null, one, null, Protection.Default);

        var expected = $"validate send arguments: encrypted send mandated by policy, but filesystem \"{world.Src}\" is not encrypted";
        Assert.Equal(expected, (await Assert.ThrowsAsync<EndpointException>(() => sender.EstimateAsync(step, world.Token))).Message);
        Assert.Equal(expected, (await Assert.ThrowsAsync<EndpointException>(() => sender.SendAsync(step, world.Token))).Message);
        Assert.Empty(await world.MarksAsync(world.Src));
    }

    [Fact] // B14 40, A11.6
    public async Task A_token_that_cannot_be_used_is_told_as_such_so_that_the_step_can_be_planned_anew()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = (await world.CreateAsync(world.Src, "1"))[0];

        var unusable = await Assert.ThrowsAsync<ResumeTokenUnusableException>(
            () => world.Sender().EstimateAsync(new(world.Src, null, one, "1-rubbish", Protection.Default), world.Token));

        Assert.StartsWith("resume token unusable: ", unusable.Message, StringComparison.Ordinal);
    }

    [Fact] // B14 75, B4.3
    public async Task Holds_are_read_once_and_again_only_when_somebody_asks_for_it()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2", "3");
        var before = world.Pool.Commands.Started.Count;
        var foreign = new GuaranteeKeeper(world.Pool.Zfs);
        await foreign.HoldStepAsync(world.Src, [versions[0]], EndpointWorld.Job, world.Token); // so that there is something to read

        await DrainAsync(world.Sender(), new(world.Src, null, versions[1], null, Protection.Default), world);
        await foreign.HoldStepAsync(world.Src, [versions[0]], EndpointWorld.Job, world.Token);
        await DrainAsync(world.Sender(), new(world.Src, null, versions[2], null, Protection.Default), world);
        Assert.Single(world.Pool.Commands.Lines("holds", before));
        Assert.Equal(["step hold on 1", "step hold on 3"], await world.MarksAsync(world.Src)); // the cache could not know

        world.Services.Cache.Invalidate(world.Src);
        await DrainAsync(world.Sender(), new(world.Src, null, versions[2], null, Protection.Default), world);
        Assert.Equal(["step hold on 3"], await world.MarksAsync(world.Src));
    }

    private static async Task DrainAsync(LocalSender sender, SendRequest request, EndpointWorld world)
    {
        await using var stream = await sender.SendAsync(request, world.Token);
        await stream.Content.CopyToAsync(Stream.Null, world.Token);
    }
}
