using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Zfs.Names;

public sealed class NameRulesTests
{
    [Theory] // A3.4, all vectors; B14 item 48; config 3.7, C8
    [InlineData("/", EntityKind.Filesystem, false)]
    [InlineData("/foo", EntityKind.Filesystem, false)]
    [InlineData("/foo@bar", EntityKind.Snapshot, false)]
    [InlineData("foo", EntityKind.Bookmark, false)]
    [InlineData("foo", EntityKind.Snapshot, false)]
    [InlineData("foo@bar", EntityKind.Bookmark, false)]
    [InlineData("foo#bar", EntityKind.Snapshot, false)]
    [InlineData("foo#book", EntityKind.Bookmark, true)]
    [InlineData("foo#book@bar", EntityKind.Bookmark, false)]
    [InlineData("foo/book@bar", EntityKind.Snapshot, true)]
    [InlineData("foo/book#bar", EntityKind.Bookmark, true)]
    [InlineData("foo/for%idden", EntityKind.Filesystem, false)]
    [InlineData("foo/bår", EntityKind.Filesystem, false)]
    [InlineData("", EntityKind.Filesystem, false)]
    [InlineData("foo/bar@", EntityKind.Snapshot, false)]
    [InlineData("foo/bar#", EntityKind.Bookmark, false)]
    [InlineData("foo/bar#@blah", EntityKind.Bookmark, false)]
    [InlineData("foo bar/baz bar@blah foo", EntityKind.Snapshot, true)]
    [InlineData("foo bar/baz bar@#lah foo", EntityKind.Snapshot, false)]
    [InlineData("foo bar/baz bar@@lah foo", EntityKind.Snapshot, false)]
    [InlineData("foo bar/baz bar##lah foo", EntityKind.Bookmark, false)]
    [InlineData("foo bar/baz@blah/foo", EntityKind.Snapshot, false)]
    [InlineData("foo bar/baz@blah/foo", EntityKind.Filesystem, false)]
    [InlineData("foo\tbar", EntityKind.Filesystem, false)]
    [InlineData("foo/./bar", EntityKind.Filesystem, false)]
    [InlineData("foo/../bar", EntityKind.Filesystem, false)]
    [InlineData("foo/bar@..", EntityKind.Snapshot, false)]
    [InlineData("foo/bar@.", EntityKind.Snapshot, false)]
    [InlineData("foo/bar@23+42", EntityKind.Snapshot, false)]
    [InlineData("foo//bar", EntityKind.Filesystem, false)]
    [InlineData("foo/", EntityKind.Filesystem, false)]
    [InlineData("foo/@bar", EntityKind.Snapshot, false)]
    public void The_vectors_of_the_name_check_hold(string name, EntityKind kind, bool isLegal) =>
        Assert.Equal(isLegal, NameRules.ProblemIn(name, kind) is null);

    [Theory] // A3.4
    [InlineData(255, "", EntityKind.Filesystem, true)]
    [InlineData(256, "", EntityKind.Filesystem, false)]
    [InlineData(253, "/a", EntityKind.Filesystem, true)]
    [InlineData(251, "/a@b", EntityKind.Snapshot, true)]
    public void The_longest_name_has_255_bytes_with_its_delimiter(int length, string rest, EntityKind kind, bool isLegal) =>
        Assert.Equal(isLegal, NameRules.ProblemIn(new string('a', length) + rest, kind) is null);

    [Theory] // config 3.7, C8
    [InlineData("Az09-_.: ", null)]
    [InlineData("...", null)]
    [InlineData("", "must not be empty")]
    [InlineData("bår", "must be ASCII")]
    [InlineData("a/b", "must only contain alphanumeric chars and any in \"-_.: \"")]
    [InlineData("a\tb", "must only contain alphanumeric chars and any in \"-_.: \"")]
    [InlineData(".", "must not be '.'")]
    [InlineData("..", "must not be '..'")]
    public void Components_are_checked(string component, string? problem) => Assert.Equal(problem, NameRules.ProblemInComponent(component));

    [Theory] // config 3.7, C8
    [InlineData(255, null)]
    [InlineData(256, "must not be longer than 255 chars")]
    public void The_longest_component_has_255_bytes(int length, string? problem) =>
        Assert.Equal(problem, NameRules.ProblemInComponent(new string('a', length)));

    [Theory]
    [InlineData("-r")]
    [InlineData("1tank")]
    [InlineData("-F/x")]
    public void A_name_that_could_be_read_as_an_option_is_no_dataset(string name) =>
        Assert.Equal($"invalid filesystem \"{name}\": a pool name must begin with a letter", Assert.Throws<InvalidNameException>(() => DatasetPath.Parse(name)).Message);

    [Theory]
    [InlineData("tank/a", "tank/a", true)]
    [InlineData("tank/a/b", "tank/a", true)]
    [InlineData("tank/ab", "tank/a", false)]
    [InlineData("tank", "tank/a", false)]
    public void Below_means_by_components(string path, string root, bool isBelow) =>
        Assert.Equal(isBelow, DatasetPath.Parse(path).IsAtOrBelow(DatasetPath.Parse(root)));

    [Fact]
    public void A_path_knows_its_parts()
    {
        var path = DatasetPath.Parse("tank/home/anna");
        Assert.Equal("tank", path.Pool.Text);
        Assert.Equal("anna", path.LastComponent);
        Assert.Equal(3, path.Depth);
        Assert.Equal("tank/home", path.Parent?.Text);
        Assert.Null(path.Pool.Parent);
        Assert.Equal(["tank", "tank/home"], path.Ancestors().Select(p => p.Text));
        Assert.Equal("home/anna", path.RelativeTo(path.Pool).Text);
        Assert.Equal("2024/old", DatasetPath.Parse("sink/2024/old").RelativeTo(DatasetPath.Parse("sink")).Text);
        Assert.Equal("sink/tank/home/anna", DatasetPath.Parse("sink").Append(path).Text);
        Assert.Throws<ArgumentException>(() => path.RelativeTo(path));
    }

    [Fact]
    public void Going_below_a_root_cannot_leave_it()
    {
        Assert.Throws<InvalidNameException>(() => DatasetPath.Parse("sink/client").Child(".."));
        Assert.Throws<InvalidNameException>(() => DatasetPath.Parse("sink/client").Child("a/b"));
        Assert.Throws<InvalidNameException>(() => DatasetPath.Parse("sink/client").Append(DatasetPath.Parse(new string('a', 250))));
    }

    [Fact] // A3.7
    public void Hold_tags_may_have_blanks_but_not_begin_with_a_dot_or_a_dash()
    {
        Assert.Equal("tag 1", HoldTag.Parse("tag 1").Text);
        foreach (var wrong in new[] { "", ".tag", "-r", "a\tb", new string('t', 256) }) Assert.Throws<InvalidNameException>(() => HoldTag.Parse(wrong));
    }

    [Theory] // config 3.7, C8
    [InlineData(256, null)]
    [InlineData(257, "property name longer than 256 characters")]
    public void The_longest_property_name_has_256_bytes(int length, string? problem) =>
        Assert.Equal(problem, PropertyName.ProblemIn(new string('p', length)));

    [Theory] // A3.6, config 3.7, C8
    [InlineData("zrepl:placeholder", null)]
    [InlineData("", "property name cannot be empty")]
    [InlineData("-x", "property name cannot start with '-'")]
    [InlineData("a b", "property name must only contain alphanumeric chars and any in \"-_.:\"")]
    public void Property_names_are_checked(string name, string? problem) => Assert.Equal(problem, PropertyName.ProblemIn(name));
}
