using Zrepl.Tests.Support;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Properties;

namespace Zrepl.Tests.Zfs.Properties;

public sealed class PropertyLinesTests
{
    private static PropertyValue? Read(string line, string name = "tank/a", string property = "zrepl:placeholder") =>
        PropertyLines.Read(line + "\n").Find(name, property);

    [Theory] // A4.3, B14 48
    [InlineData("tank/a\tzrepl:placeholder\ton\tlocal", "on", PropertySource.Local)]
    [InlineData("tank/a\tzrepl:placeholder\ton\tinherited from tank with blanks", "on", PropertySource.Inherited)]
    [InlineData("tank/a\tzrepl:placeholder\ton\treceived", "on", PropertySource.Received)]
    [InlineData("tank/a\tzrepl:placeholder\t-\t-", "-", PropertySource.None)]
    [InlineData("tank/a\tzrepl:placeholder\t\tlocal", "", PropertySource.Local)]
    [InlineData("tank/a\tzrepl:placeholder\ta\tb\tc\tlocal", "a\tb\tc", PropertySource.Local)]
    [InlineData("tank/a\tzrepl:placeholder\toff\ttemporary", "off", PropertySource.Temporary)]
    [InlineData("tank/a\tzrepl:placeholder\toff\tdefault", "off", PropertySource.Default)]
    public void Every_shape_of_a_row_is_read(string line, string value, PropertySource source) =>
        Assert.Equal(new PropertyValue(value, source), Read(line));

    [Fact] // A9.2
    public void Only_a_local_value_counts_as_set_here()
    {
        Assert.Equal("on", Read("tank/a\tzrepl:placeholder\ton\tlocal")!.Value.LocalValue);
        Assert.Equal("", Read("tank/a\tzrepl:placeholder\ton\tinherited from tank")!.Value.LocalValue);
    }

    [Fact] // A4.3: a line end in a value cannot be told apart; the other datasets are still read
    public void A_value_with_a_line_end_spoils_only_its_own_dataset()
    {
        var table = PropertyLines.Read("tank/a\tx:y\tfirst\nsecond\tlocal\ntank/b\tx:y\tfine\tlocal\n");
        Assert.Contains("tank/a", table.Unreadable);
        Assert.Equal("fine", table.Find("tank/b", "x:y")?.Value);
    }

    [Fact] // A4.3, B14 item 3
    public async Task A_missing_thing_is_told_with_exactly_the_requested_path()
    {
        var zfs = new ScriptedZfs(c => ScriptedZfs.Answer.Fail($"cannot open '{c.Arguments[^1]}': dataset does not exist\n"));
        foreach (var path in new[] { "tank/nope", "tank/a@nope", "tank/a#nope" })
        {
            var failure = await Assert.ThrowsAsync<DatasetMissingException>(() => new PropertyReader(zfs).ReadAsync(path, ["guid"], default));
            Assert.Equal(path, failure.Path);
        }
    }

    [Fact] // A1.5: a warning before the error must not hide it
    public async Task A_warning_line_before_the_error_does_not_hide_it()
    {
        var zfs = new ScriptedZfs(_ => ScriptedZfs.Answer.Fail("Warning: something else\ncannot open 'tank/a': dataset does not exist\n"));
        await Assert.ThrowsAsync<DatasetMissingException>(() => new PropertyReader(zfs).ReadAsync("tank/a", ["guid"], default));
    }
}
