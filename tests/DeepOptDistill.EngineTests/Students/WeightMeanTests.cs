using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Onnx.Rewriting;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>The mean of networks that were trained alike, wherever they store their numbers.</summary>
public class WeightMeanTests
{
    /// <summary>Numbers of 16 bits, of Constant nodes and of a body have their means where they stand, in their types.</summary>
    [Fact]
    public void AMeanStandsWhereTheNumbersStand()
    {
        var models = new[] { 0.25f, 0.5f }.Select(Scattered).ToList();
        var graph = WeightMean.Of(models).Proto.Graph;
        Assert.Equal([0.375], TensorValues.Read(graph.Initializer.Single()));
        Assert.Equal((int)TensorProto.Types.DataType.Float16, graph.Initializer.Single().DataType);
        Assert.Equal([1.375], TensorValues.Read(graph.Node.Single(node => node.OpType == "Constant").Attribute[0].T));
        Assert.Equal([2.375], TensorValues.Read(graph.Node.Single(node => node.OpType == "If").Attribute[0].G.Initializer[0]));
        Assert.Equal(models[0].Proto.Graph.Node.Select(node => node.OpType), graph.Node.Select(node => node.OpType));
    }

    /// <summary>One number of float16, one of a Constant node and one of a body, this named as the graph around names another.</summary>
    private static OnnxModel Scattered(float number)
    {
        var body = new GraphProto
        {
            Name = "body",
            Node =
            {
                new NodeProto
                {
                    OpType = "Identity",
                    Input = { "w" },
                    Output = { "out" },
                },
            },
        };
        body.Initializer.Add(TensorValues.Write("w", [1], [number + 2]));
        body.Output.Add(new ValueInfoProto { Name = "out" });
        var constant = new NodeProto { OpType = "Constant", Output = { "body1/w" } };
        constant.Attribute.Add(
            new AttributeProto
            {
                Name = "value",
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = TensorValues.Write("", [1], [number + 1]),
            }
        );
        var choice = new NodeProto
        {
            OpType = "If",
            Input = { "which" },
            Output = { "chosen" },
        };
        choice.Attribute.Add(
            new AttributeProto
            {
                Name = "then_branch",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = body,
            }
        );
        choice.Attribute.Add(
            new AttributeProto
            {
                Name = "else_branch",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = body.Clone(),
            }
        );
        var half = new TensorProto
        {
            Name = "half",
            Dims = { 1 },
            DataType = (int)TensorProto.Types.DataType.Float16,
            RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes((Half)number)),
        };
        var graph = new GraphProto
        {
            Name = "net",
            Node = { constant, choice },
            Initializer = { half },
        };
        return new(new ModelProto { Graph = graph });
    }
}
