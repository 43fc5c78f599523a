using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Endpoints;

/// <summary>Vectors 8.5 and BAD-10. What a network exception is marked as is the network layer's business; here the chain is judged.</summary>
public sealed class FailureClassesTests
{
    public static TheoryData<string, Exception, FailureClass> Failures => new()
    {
        { "refused, reset, broken, timed out: whatever the network layer marks (BAD-10)", new LinkDownException(), FailureClass.Connectivity },
        { "the same inside of what a receiver says about it", new EndpointException("receive failed", inner: new LinkDownException()), FailureClass.Connectivity },
        { "deeper", new EndpointException("a", inner: new IOException("b", new LinkDownException())), FailureClass.Connectivity },
        { "server error", new PeerErrorException("server error: dataset is busy"), FailureClass.Permanent },
        { "stream: source error", new IOException("read", new PeerErrorException("stream: source error: killed")), FailureClass.Permanent },
        { "the outermost decides", new PeerWithInner(new LinkDownException()), FailureClass.Connectivity },
        { "a token the sender refuses", new ResumeTokenUnusableException("gone", new LinkDownException()), FailureClass.Permanent },
        { "zfs failed", new EndpointException("zfs send failed", new ZfsUnavailableException("no module")), FailureClass.Permanent },
        { "an unmarked I/O error, as of a local pipe", new IOException("broken pipe"), FailureClass.Permanent },
        { "a cancellation that is not the run's", new OperationCanceledException(), FailureClass.Permanent },
        { "one of several", new AggregateException(new IOException(), new LinkDownException()), FailureClass.Connectivity },
        { "a mistake in the program", new KeyNotFoundException(), FailureClass.Permanent },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_has_a_class(string what, Exception failure, FailureClass expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, FailureClasses.Of(failure, CancellationToken.None));
    }

    [Fact]
    public void Once_the_run_is_cancelled_everything_is()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.Equal(FailureClass.Cancelled, FailureClasses.Of(new OperationCanceledException(), cancelled));
        Assert.Equal(FailureClass.Cancelled, FailureClasses.Of(new EndpointException("signal: killed"), cancelled));
    }

    [Fact]
    public void A_mistake_in_the_program_is_named_as_such()
    {
        Assert.Equal("dataset is busy", FailureText.Of(new EndpointException("dataset is busy")));
        Assert.Equal("internal error, please report: KeyNotFoundException: no key", FailureText.Of(new KeyNotFoundException("no key")));
        Assert.Equal("IOException", FailureText.Of(new IOException("")));
    }

    private sealed class PeerWithInner(Exception inner) : IOException("connection lost after: server error: x", inner), IConnectivityFailure;
}
