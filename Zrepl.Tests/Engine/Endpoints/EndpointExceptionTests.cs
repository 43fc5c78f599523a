using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Endpoints;

/// <summary>What an endpoint tells of a failure of ZFS (spec B10).</summary>
public sealed class EndpointExceptionTests
{
    [Theory]
    [InlineData("Free space.", "receive: out of space\nFree space.")]
    [InlineData(null, "receive: out of space")]
    public void The_message_says_what_failed_why_and_what_to_do(string? hint, string message) =>
        Assert.Equal(message, new EndpointException("receive", new Failure(hint)).Message);

    private sealed class Failure(string? hint) : ZfsException("out of space")
    {
        public override string? Hint => hint;
    }
}
