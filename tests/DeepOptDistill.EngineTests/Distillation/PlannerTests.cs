using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Planning;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Plans: candidates keep to the budget as counted, deeper is thinner, what is proposed can be trained, bad input is refused.
/// </summary>
public class PlannerTests(PlannerTests.Planned planned) : IClassFixture<PlannerTests.Planned>
{
    private static readonly Budget Limits = new() { Parameters = 30_000, Macs = 5_000_000 };

    [Fact]
    public void CandidatesKeepToTheBudgetAsCounted()
    {
        Assert.Equal(
            [3, 5, 7, 9, 11, 13, 15, 17, 19],
            planned.Plan.Candidates.Select(candidate => candidate.Depth).Concat(planned.Plan.DepthsBeyond).Order()
        );
        Assert.All(
            planned.Plan.Candidates,
            candidate =>
            {
                var cost = Count(Family.Spec(candidate.Blocks, "again", ""));
                Assert.Equal((cost.Parameters, cost.Macs), (candidate.Parameters, candidate.Macs));
                Assert.InRange(candidate.Parameters, 1, Limits.Parameters!.Value);
                Assert.InRange(candidate.Macs, 1, Limits.Macs!.Value);
                Assert.InRange(candidate.LatencyMs, 1e-4, 1000);
            }
        );
    }

    /// <summary>No candidate can be a rung wider: it fills the budget, or its grid's next width is beyond it.</summary>
    [Fact]
    public void CandidatesAreTheWidestOfTheirDepth()
    {
        foreach (var candidate in planned.Plan.Candidates)
        {
            var grid =
                candidate.Narrowest < 16 ? WidthGrid.Thin
                : candidate.Blocks.All(block => block.Channels % 16 == 0) ? WidthGrid.Fast
                : WidthGrid.Fine;
            var wider = Enumerable
                .Range(1, 100)
                .Select(rung => Family.Widths(candidate.Depth, rung, grid))
                .First(blocks => blocks.Zip(candidate.Blocks).Any(pair => pair.First.Channels > pair.Second.Channels));
            var cost = Count(Family.Spec(wider, "wider", ""));
            Assert.True(cost.Parameters > Limits.Parameters || cost.Macs > Limits.Macs, candidate.Widths());
        }
    }

    /// <summary>There are no convolutions for the rows of a table, and no shape of an image that would help.</summary>
    [Fact]
    public void ATeacherOfRowsIsRefusedWithAWayThatThereIs()
    {
        using var folder = new TemporaryFolder();
        var rows = new GraphBuilder("rows");
        rows.Input("row", null, 5);
        rows.Output(rows.Node("Gemm", "gemm", ["row", rows.Constant("w", new float[15], 3, 5)], ("transB", 1L)), "logits", null, 3);
        rows.Build().Write(folder.In("rows.onnx"));
        var request = new PlanRequest { Teacher = folder.In("rows.onnx"), Budget = Limits };
        var problem = Assert.Throws<InputException>(() => new Planner(Tiny.Place(folder)).Plan(request)).Problems[0];
        Assert.Equal(("rows of numbers as its input", "a teacher of images"), (problem.Found, problem.Expected));
        Assert.Contains("deepopt init TABLE.csv", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void DeeperIsThinner()
    {
        var widths = planned
            .Plan.Candidates.Select(candidate =>
                (double)candidate.Blocks.Sum(block => block.Convolutions * block.Channels) / candidate.Depth
            )
            .ToList();
        Assert.True(widths[^1] < widths[0] / 2);
        Assert.All(
            planned.Plan.Candidates.Zip(planned.Plan.Candidates.Skip(1)),
            pair => Assert.True(pair.Second.Narrowest <= pair.First.Narrowest)
        );
    }

    [Fact]
    public void TheProposedStudentIsAcceptedByARecipe()
    {
        using var folder = new TemporaryFolder();
        new PlannedDesign(planned.Plan, planned.Student).Write(folder.In("student.yaml"));
        Assert.Equal(
            SpecWriter.Write(planned.Student),
            SpecWriter.Write(SpecFile.Read<StudentSpec>(folder.In("student.yaml"), Kinds.All).Value)
        );
        File.WriteAllText(folder.In("recipe.yaml"), Tiny.Recipe);
        var recipe = new Distiller(Tiny.Place(folder)).Check(folder.In("recipe.yaml"));
        using var network = Network.Outline(recipe.Student);
        var proposed = planned.Plan.Proposed();
        Assert.Equal(proposed.Parameters, Count(recipe.Student).Parameters);
        Assert.All(Enumerable.Range(1, proposed.Depth), i => Assert.Contains(network.Layers, layer => layer.Name == $"block{i}"));
        Assert.Contains(planned.Plan.Reason, File.ReadAllText(folder.In(PlannedDesign.PageName)), StringComparison.Ordinal);
    }

    [Fact]
    public void ALatencyLimitIsKept()
    {
        var limit = planned.Plan.Candidates.Average(candidate => candidate.LatencyMs);
        var plan = new Planner(Tiny.Place(planned.Folder))
            .Plan(new PlanRequest { Teacher = "fashion-cnn-a", Budget = Limits with { LatencyMs = limit } })
            .Plan;
        Assert.All(plan.Candidates, candidate => Assert.InRange(candidate.LatencyMs, 0, limit));
    }

    [Fact]
    public void ABudgetThatNothingMeetsNamesTheSmallest()
    {
        var error = Refused(
            new PlanRequest
            {
                Teacher = "fashion-cnn-a",
                Budget = new Budget { Parameters = 500 },
            }
        );
        var smallest = Count(Family.Spec(Family.Widths(3, 1, WidthGrid.Thin), "smallest", ""));
        Assert.Contains(
            FormattableString.Invariant($"{smallest.Parameters:#,0} parameters, {smallest.Macs:#,0} MACs"),
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ATeacherThatLeavesItsShapesFreeIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        var model = OnnxModel.Read(Repository.In("teachers", "fashion-cnn-a", "model.onnx")).Proto.Clone();
        foreach (var value in new[] { model.Graph.Input[0], model.Graph.Output[0] })
        foreach (var dimension in value.Type.TensorType.Shape.Dim)
            dimension.DimParam = "any";
        new OnnxModel(model).Write(folder.In("free.onnx"));
        var request = new PlanRequest
        {
            Teacher = folder.In("free.onnx"),
            Budget = new Budget { Parameters = 500 },
        };
        Assert.Equal(
            ["Give them: --input CHANNELSxHEIGHTxWIDTH, such as 3x32x32.", "Give it: --classes 10."],
            Refused(request).Problems.Select(problem => problem.Remedy)
        );
        Assert.Contains(
            "smallest candidate",
            Refused(request with { Images = new SampleShape(1, 28, 28), Classes = 10 }).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ABudgetWithoutALimitIsRefused() =>
        Assert.Contains(
            "--params",
            Refused(new PlanRequest { Teacher = "fashion-cnn-a", Budget = new Budget() }).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void ATeacherThatIsNowhereIsRefused() =>
        Assert.Contains(
            "fashion-cnn-a",
            Refused(new PlanRequest { Teacher = "fashion-cnn", Budget = Limits }).Message,
            StringComparison.Ordinal
        );

    private static ThinDeep Family { get; } = new(new InputSpec { Shape = [1, 28, 28] }, 10);

    private static ModelCost Count(StudentSpec spec)
    {
        using var network = Network.Outline(spec);
        var export = OnnxExport.Of(network);
        return ModelCost.Count(export.Model, export.Shapes.ToDictionary());
    }

    private InputException Refused(PlanRequest request) =>
        Assert.Throws<InputException>(() => new Planner(Tiny.Place(planned.Folder)).Plan(request));

    /// <summary>One plan for all tests.</summary>
    public sealed class Planned : IDisposable
    {
        private readonly PlannedDesign design;

        public Planned() => design = new Planner(Tiny.Place(Folder)).Plan(new PlanRequest { Teacher = "fashion-cnn-a", Budget = Limits });

        internal TemporaryFolder Folder { get; } = new();

        public StudentPlan Plan => design.Plan;

        public StudentSpec Student => design.Student;

        public void Dispose() => Folder.Dispose();
    }
}
