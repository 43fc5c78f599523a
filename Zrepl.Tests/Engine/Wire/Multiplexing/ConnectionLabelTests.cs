using System.Text;
using Zrepl.Engine.Wire.Multiplexing;

namespace Zrepl.Tests.Engine.Wire.Multiplexing;

/// <summary>Labels: spec wire 3; conformance M-1.</summary>
public sealed class ConnectionLabelTests
{
    [Fact]
    public void M1_labels_are_names_filled_up_with_NUL_to_64_bytes()
    {
        Assert.Equal("zrepl_control" + new string('\0', 51), Encoding.ASCII.GetString(ConnectionLabel.Control.Bytes.Span));
        Assert.Equal("zrepl_data" + new string('\0', 54), Encoding.ASCII.GetString(ConnectionLabel.Data.Bytes.Span));
    }

    [Fact]
    public void All_64_bytes_are_compared()
    {
        var label = ConnectionLabel.Data.Bytes.ToArray();
        Assert.Same(ConnectionLabel.Data, ConnectionLabel.Find(label));
        label[63] = 1;
        Assert.Null(ConnectionLabel.Find(label));
        Assert.Null(ConnectionLabel.Find("zrepl_data"u8));
    }
}
