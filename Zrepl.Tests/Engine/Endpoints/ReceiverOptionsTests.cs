using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Endpoints;

public sealed class ReceiverOptionsTests
{
    private static readonly DatasetPath Root = DatasetPath.Parse("tank/sink");

    [Theory] // B14 79; B9.2: upstream would accept a/../b
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a/../b")]
    [InlineData("a@b")]
    public void An_identity_that_is_not_one_component_has_no_place(string identity) =>
        Assert.Throws<InvalidNameException>(() => ReceiverOptions.RootOfClient(Root, identity));

    [Fact]
    public void A_client_lives_one_component_below_the_root() =>
        Assert.Equal("tank/sink/laptop 1", ReceiverOptions.RootOfClient(Root, "laptop 1").Text);
}
