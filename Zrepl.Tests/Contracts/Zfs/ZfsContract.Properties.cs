using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;

namespace Zrepl.Tests.Contracts.Zfs;

public abstract partial class ZfsContract
{
    private static readonly PropertyName UserProperty = PropertyName.Parse("zrepl:contract");

    [Fact] // B14 48; A4.3: upstream loses the whole listing to an empty value
    public async Task Any_one_line_value_of_a_user_property_reads_back_as_it_was_set()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        string[] values = ["", "a\tvalue\twith tabs", " blanks around ", "a = b, c", new('x', 8000)];
        var properties = values.Select((value, i) => KeyValuePair.Create(PropertyName.Parse($"zrepl:contract{i}"), value)).ToList();
        await world.Zfs.PropertyWriter.SetAsync(dataset, properties, world.Token);

        var table = await world.Zfs.PropertyReader.ReadTreeAsync([dataset], [.. properties.Select(p => p.Key.Text), "type"], world.Token);

        Assert.All(properties, p => Assert.Equal(new PropertyValue(p.Value, PropertySource.Local), table.Find(dataset.Text, p.Key.Text)));
        Assert.Equal(new PropertyValue("filesystem", PropertySource.None), table.Find(dataset.Text, "type"));
        Assert.Empty(table.Unreadable);
    }

    [Fact] // B14 48; A4.3
    public async Task A_value_with_a_line_end_spoils_only_its_own_dataset()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        var child = await world.CreateAsync(dataset.Child("child"), "-o", "zrepl:contract=fine");
        await world.RunAsync("set", "zrepl:contract=two\nlines", dataset.Text);
        var table = await world.Zfs.PropertyReader.ReadTreeAsync([dataset], [UserProperty.Text], world.Token);
        Assert.Equal([dataset.Text], table.Unreadable);
        Assert.Equal("fine", table.Find(child.Text, UserProperty.Text)?.LocalValue);
    }

    [Fact] // B14 48; A4.3, A9.2: only a local value counts
    public async Task A_value_tells_where_it_comes_from()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar", "-o", "zrepl:contract=on");
        var child = await world.CreateAsync(dataset.Child("child"));
        var table = await world.Zfs.PropertyReader.ReadTreeAsync(
            [dataset, world.PathOf("not there")], [UserProperty.Text, "zrepl:unset", "checksum", "receive_resume_token"], world.Token);
        Assert.Equal(new PropertyValue("on", PropertySource.Local), table.Find(dataset.Text, UserProperty.Text));
        Assert.Equal(new PropertyValue("on", PropertySource.Inherited), table.Find(child.Text, UserProperty.Text));
        Assert.Equal(new PropertyValue("-", PropertySource.None), table.Find(child.Text, "zrepl:unset"));
        Assert.Equal(PropertySource.Default, table.Find(child.Text, "checksum")?.Source);
        Assert.Equal(new PropertyValue("-", PropertySource.None), table.Find(child.Text, "receive_resume_token"));
        Assert.Equal([dataset.Text, child.Text], table.Names.Order());
    }

    [Fact] // A9.3, A9.7, A17: made with its mark in one transaction; existing is an answer, not an error
    public async Task A_placeholder_is_made_with_its_mark_and_a_second_time_it_is_there()
    {
        await using var world = await EnterAsync();
        var dataset = world.PathOf("a placeholder");
        Assert.True(await MakeAsync(dataset));
        Assert.False(await MakeAsync(dataset));
        Assert.True(await world.Zfs.Datasets.ExistsAsync(dataset, world.Token));
        var mark = (await world.Zfs.PropertyReader.ReadAsync(dataset.Text, [Placeholder.Property.Text], world.Token)).Find(dataset.Text, Placeholder.Property.Text);
        Assert.True(Placeholder.IsPlaceholder(dataset, mark));
        await Assert.ThrowsAsync<ArgumentException>(() => MakeAsync(world.Source));
        var orphan = await Assert.ThrowsAnyAsync<ZfsCommandException>(() => MakeAsync(dataset.Child("not there").Child("x")));
        Assert.Contains("parent does not exist", orphan.Message, StringComparison.Ordinal);

        Task<bool> MakeAsync(DatasetPath path) => world.Zfs.Creator.CreateAsync(
            path, [new(Placeholder.Property, "on"), new(PropertyName.Parse("mountpoint"), "none")], NewDatasetEncryption.Off, world.Token);
    }

    [Fact] // A9.3: below an encrypted dataset whose key is not loaded only an unencrypted child can be made
    public async Task Below_a_locked_dataset_a_child_that_inherits_encryption_cannot_be_made()
    {
        await using var world = await EnterAsync();
        var locked = await world.CreateAsync("locked one", world.Encrypted);
        await world.RunAsync("unload-key", locked.Text);
        var refused = await Assert.ThrowsAnyAsync<ZfsCommandException>(
            () => world.Zfs.Creator.CreateAsync(locked.Child("a"), [], NewDatasetEncryption.Inherit, world.Token));
        Assert.Contains("encryption root's key is not loaded or provided", refused.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCategory.NeedsAction, refused.Category);
        Assert.True(await world.Zfs.Creator.CreateAsync(locked.Child("b"), [], NewDatasetEncryption.Off, world.Token));
    }

    [Fact] // A14.3
    public async Task A_property_that_is_set_and_inherited_again_is_gone()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.Zfs.PropertyWriter.SetAsync(dataset, [new(UserProperty, "1"), new(PropertyName.Parse("zrepl:other"), "2")], world.Token);
        await world.Zfs.PropertyWriter.InheritAsync(dataset, UserProperty, world.Token);
        var table = await world.Zfs.PropertyReader.ReadAsync(dataset.Text, [UserProperty.Text, "zrepl:other"], world.Token);
        Assert.Equal(("-", "2"), (table.Find(dataset.Text, UserProperty.Text)?.Value, table.Find(dataset.Text, "zrepl:other")?.LocalValue));
        await Assert.ThrowsAsync<DatasetMissingException>(() => world.Zfs.PropertyWriter.InheritAsync(dataset.Child("gone"), UserProperty, world.Token));
        await Assert.ThrowsAsync<DatasetMissingException>(
            () => world.Zfs.PropertyWriter.SetAsync(dataset.Child("gone"), [new(UserProperty, "1")], world.Token));
    }

    [Fact] // A7.1
    public async Task Snapshots_of_several_datasets_are_taken_at_one_moment_or_not_at_all()
    {
        await using var world = await EnterAsync();
        var one = await world.CreateAsync("one dataset");
        var two = await world.CreateAsync(one.Child("two"));
        await world.Zfs.SnapshotCreator.CreateAsync([one.Snapshot("s"), two.Snapshot("s")], world.Token);
        Assert.Equal((await world.VersionAsync(one, "@s")).CreateTxg, (await world.VersionAsync(two, "@s")).CreateTxg);

        var taken = await Assert.ThrowsAsync<SnapshotExistsException>(
            () => world.Zfs.SnapshotCreator.CreateAsync([one.Snapshot("t"), two.Snapshot("s")], world.Token));
        Assert.Equal($"{two}@s", taken.Snapshot);
        Assert.Equal(["@s"], await world.NamesAsync(one));
        var missing = await Assert.ThrowsAsync<DatasetMissingException>(
            () => world.Zfs.SnapshotCreator.CreateAsync([one.Child("gone").Snapshot("s")], world.Token));
        Assert.Equal(one.Child("gone").Text, missing.Path);
    }

    [Fact] // A14.1
    public async Task Rolling_back_destroys_what_is_newer_bookmarks_included_and_a_hold_prevents_it()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1", "2");
        await world.RunAsync("bookmark", $"{dataset}@2", $"{dataset}#2");
        await world.RunAsync("hold", Foreign.Text, $"{dataset}@2");
        var refused = await Assert.ThrowsAnyAsync<ZfsCommandException>(
            () => world.Zfs.Creator.RollbackAsync(dataset.Snapshot("1"), TimeProvider.System, world.Token));
        Assert.Contains($"{dataset}@2", refused.Message, StringComparison.Ordinal);

        await world.RunAsync("release", Foreign.Text, $"{dataset}@2");
        await world.Zfs.Creator.RollbackAsync(dataset.Snapshot("1"), TimeProvider.System, world.Token);
        Assert.Equal(["@1"], await world.NamesAsync(dataset));
    }
}
